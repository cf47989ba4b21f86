import schema from '../../../../docs/schemas/local-api.v1.json'
import type { Schema } from './generic'

/** The bodies of the local API, by name, as its published schema has them. */
export const bodies = schema.$defs as unknown as Record<string, Schema>
