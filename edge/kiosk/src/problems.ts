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
  for (const [fact, kind] of [
    ['missing', 'step'], ['step', 'step'], ['steps', 'step'], ['parts', 'value'], ['role', 'role']] as const) {
    const words = problem[fact]
    if (typeof words === 'string') {
      facts[fact] = words.split(',').map(word => wordOf(kind, word)).join(', ')
    }
  }
  facts['minutes'] = Math.max(1, Math.ceil(Number(problem['retry_after'] ?? 0) / 60))
  const key = `problem.${type}`
  return isKey(key) ? t(key, facts) : t('problem.other', facts)
}

const wordOf = (kind: string, word: string): string =>
  tOr(`${kind}.${kind === 'step' ? word.replaceAll('-', '_') : word}`, word)
