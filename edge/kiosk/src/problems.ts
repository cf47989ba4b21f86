import { isKey, t, tOr } from './i18n'
import type { Problem } from './model'

const prefix = 'urn:oms:problem:'

/** What the gateway's refusal means, in the reader's words. */
export function wordsOf(problem: Problem): string {
  const type = problem.type.startsWith(prefix) ? problem.type.slice(prefix.length) : 'other'
  const facts: Record<string, string | number> = { detail: problem.detail }
  for (const [name, value] of Object.entries(problem)) {
    if (typeof value === 'string' || typeof value === 'number') facts[name] = value
  }
  if (typeof problem['missing'] === 'string') {
    facts['missing'] = problem['missing'].split(',')
      .map(step => tOr(`step.${step.replaceAll('-', '_')}`, step)).join(', ')
  }
  if (typeof problem['step'] === 'string') {
    facts['step'] = tOr(`step.${problem['step'].replaceAll('-', '_')}`, problem['step'])
  }
  facts['minutes'] = Math.max(1, Math.ceil(Number(problem['retry_after'] ?? 0) / 60))
  const key = `problem.${type}`
  return isKey(key) ? t(key, facts) : t('problem.other', facts)
}
