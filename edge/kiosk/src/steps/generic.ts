import { area, choice, field, h, stepper, text, button } from '../dom'
import type { Desk, Step } from '../desk'
import { t, tOr } from '../i18n'
import { sha256 } from '../api'
import { photoField } from '../photo'
import { sendBar } from './form'

/** As much of JSON Schema as the local API's bodies use. */
export interface Schema {
  type?: string
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  enum?: string[]
  anyOf?: Schema[]
  minimum?: number
  maximum?: number
  maxLength?: number
  pattern?: string
  description?: string
}

type Value = string | number | boolean | null | Value[] | { [name: string]: Value }
type Values = { [name: string]: Value }

/** A form for a step that has none of its own, from the schema of its body. */
export function genericStep(name: string, bodies: Record<string, Schema>, order: number): Step {
  const path = name.replaceAll('_', '-')
  const schema = bodies[path]
  return {
    name,
    path,
    order,
    render: desk => schema
      ? form(desk, schema)
      : h('p', { class: 'hint' }, t('generic.elsewhere')),
    onScan(desk, code) {
      const first = Object.entries(schema?.properties ?? {}).find(([key, one]) => isFree(key, plain(one)))?.[0]
      if (!first) return false
      desk.draft.set('body', { ...desk.draft.get<Values>('body', {}), [first]: code })
      desk.redraw()
      return true
    },
  }
}

/** The schema of a value that may be null, without the null. */
export function plain(schema: Schema): Schema {
  return schema.anyOf?.find(one => one.type !== 'null') ?? schema
}

/** The value that hardware or the session knows: who does it, and when. Who signed a paper is not who looks at it. */
export function prefilled(name: string, schema: Schema, person: string, now: string): Value | undefined {
  return /(^|_)by$|^signer$/.test(name) && name !== 'signed_by' ? person
    : schema.pattern?.startsWith('^[0-9]{4}-') && schema.pattern.includes('T') ? now
    : undefined
}

/** What a correction and a checklist ask for is not entered as a field. */
const isAside = (name: string): boolean => name === 'supersedes' || name === 'evidence'

const isDate = (schema: Schema): boolean => schema.pattern?.startsWith('^[0-9]{4}-') ?? false

const isDigest = (schema: Schema): boolean => schema.pattern === '^[0-9a-f]{64}$'

const isFree = (name: string, schema: Schema): boolean =>
  schema.type === 'string' && !isDigest(schema) && prefilled(name, schema, 'x', 'x') === undefined

/** What is sent: what was entered, what is known anyway, and nothing empty. */
export function bodyOf(schema: Schema, values: Values, person: string, now: string): { body: Values, missing: string[] } {
  const body: Values = {}
  const missing: string[] = []
  for (const [name, raw] of Object.entries(schema.properties ?? {})) {
    const one = plain(raw)
    const entered = values[name]
    let value = entered === '' || entered === undefined ? prefilled(name, one, person, now) : entered
    if (one.type === 'array' && Array.isArray(value)) {
      value = value.map(item => {
        if (!one.items?.properties) return item
        const part = bodyOf(one.items, item as Values, person, now)
        missing.push(...part.missing)
        return part.body
      })
    }
    if (one.type === 'boolean' && value === undefined) value = false
    if (value !== undefined && value !== null) body[name] = value
    else if (schema.required?.includes(name)) missing.push(name)
  }
  return { body, missing }
}

function form(desk: Desk, schema: Schema): HTMLElement {
  const values = desk.draft.get<Values>('body', {})
  const keep = (): void => desk.draft.set('body', values)
  const files = (): Blob[] => Object.keys(values).length === 0 ? [] : collect(desk)
  return h('div', { class: 'form' },
    ...fields(desk, schema, values, keep, ''),
    sendBar(t('send'), async () => {
      const { body, missing } = bodyOf(schema, values, desk.session.person, new Date().toISOString())
      if (missing.length > 0) return t('generic.missing', { fields: missing.map(label).join(', ') })
      await desk.submit(body, { files: files() })
      return null
    }))
}

const label = (name: string): string => tOr(`field.${name}`, name)

function collect(desk: Desk): Blob[] {
  return desk.draft.get<string[]>('files', []).map(name => desk.draft.file(name)).filter(file => file !== undefined)
}

function fields(desk: Desk, schema: Schema, values: Values, keep: () => void, prefix: string): HTMLElement[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name, raw]) => !isAside(name) && prefilled(name, plain(raw), 'x', 'x') === undefined)
    .map(([name, raw]) => control(desk, name, plain(raw), values, keep, `${prefix}${name}`))
}

function control(
  desk: Desk, name: string, schema: Schema, values: Values, keep: () => void, place: string,
): HTMLElement {
  const set = (value: Value | undefined): void => {
    if (value === undefined) delete values[name]
    else values[name] = value
    keep()
  }
  if (schema.enum) {
    return field(label(name), choice(
      label(name), schema.enum.map(one => ({ value: one, label: tOr(`value.${one}`, one) })),
      values[name] as string | undefined, set))
  }
  if (isDigest(schema)) {
    return field(label(name), photoField(t('photo.take'), desk.draft.file(place), photo => {
      desk.draft.setFile(place, photo)
      const names = new Set(desk.draft.get<string[]>('files', []))
      if (!photo) {
        names.delete(place)
        desk.draft.set('files', [...names])
        set(undefined)
        return
      }
      names.add(place)
      desk.draft.set('files', [...names])
      void sha256(photo).then(set)
    }))
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return field(label(name), stepper(
        label(name), Number(values[name] ?? schema.minimum ?? 0), schema.minimum ?? 0,
        schema.maximum ?? Number.MAX_SAFE_INTEGER, set), schema.description)
    case 'boolean':
      return field(label(name), choice(
        label(name), [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }],
        values[name] === undefined ? undefined : String(values[name]), value => set(value === 'true')))
    case 'object': {
      const inner = (values[name] ??= {}) as Values
      return h('fieldset', {}, h('legend', {}, label(name)), ...fields(desk, schema, inner, keep, `${place}.`))
    }
    case 'array':
      return list(desk, name, schema, values, keep, place)
    default:
      return field(label(name), (schema.maxLength ?? 0) > 200
        ? area(String(values[name] ?? ''), set, schema.maxLength)
        : text(String(values[name] ?? ''), set, isDate(schema) ? { type: 'date' } : { maxlength: schema.maxLength }))
  }
}

function list(
  desk: Desk, name: string, schema: Schema, values: Values, keep: () => void, place: string,
): HTMLElement {
  const items = (values[name] ??= []) as Value[]
  const element = h('fieldset', {}, h('legend', {}, label(name)))
  const draw = (): void => {
    element.replaceChildren(h('legend', {}, label(name)), ...items.map((item, index) =>
      h('div', { class: 'card' },
        ...(schema.items?.properties
          ? fields(desk, schema.items, item as Values, keep, `${place}.${index}.`)
          : [text(String(item), value => { items[index] = value; keep() })]),
        button(t('remove'), () => { items.splice(index, 1); keep(); draw() }, 'quiet'))),
    button(t('add'), () => { items.push(schema.items?.properties ? {} : ''); keep(); draw() }))
  }
  draw()
  return element
}
