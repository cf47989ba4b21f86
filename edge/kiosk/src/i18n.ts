import en from './locales/en.json'

/** Every text of the page has a key; English is complete, other languages are held to it by a test. */
export type Key = keyof typeof en
export type Locale = Record<Key, string>

const files = import.meta.glob<Locale>('./locales/*.json', { eager: true, import: 'default' })

/** By language, such as `de`: adding a language is adding a file. */
export const locales: ReadonlyMap<string, Locale> = new Map(
  Object.entries(files).map(([path, texts]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), texts]))

const storage = 'oms-kiosk-language'
let language = 'en'

export function useLanguage(wanted: string | null | undefined): void {
  const short = (wanted ?? '').slice(0, 2).toLowerCase()
  language = locales.has(short) ? short : 'en'
  document.documentElement.lang = language
}

export function startLanguage(): void {
  useLanguage(localStorage.getItem(storage) ?? navigator.language)
}

export function switchLanguage(to: string): void {
  localStorage.setItem(storage, to)
  useLanguage(to)
}

export const currentLanguage = (): string => language

export function isKey(key: string): key is Key {
  return Object.hasOwn(en, key)
}

/** A text in the chosen language; `{name}` in it is replaced by what the name holds. */
export function t(key: Key, facts: Record<string, string | number> = {}): string {
  const pattern = locales.get(language)?.[key] ?? en[key]
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''))
}

/** The text of a key that comes from data; the word itself, made readable, where there is none. */
export function tOr(key: string, word: string): string {
  return isKey(key) ? t(key) : word.replaceAll(/[_-]/g, ' ')
}

export function time(instant: string | null | undefined): string {
  if (!instant) return '–'
  return new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant))
}

export function degrees(milliC: number | null | undefined): string {
  if (milliC === null || milliC === undefined) return '–'
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return `${number.format(milliC / 1000)} °C`
}
