/** Reads GS1 element strings: GS1 General Specifications, section 7.8. */

/** Lengths of the data of application identifiers that need no separator (figure 7.8.5-2), by their first digits. */
const fixed: Record<string, number> = {
  '00': 18, '01': 14, '02': 14, '11': 6, '12': 6, '13': 6, '15': 6, '16': 6, '17': 6, '20': 2,
}
/** Separates an element of variable length from the next one: FNC1, sent as ASCII 29. */
const separator = '\u001d'

export interface Element { ai: string, data: string }

/** The elements of a code; null when it is no element string. */
export function parseGs1(code: string): Element[] | null {
  return code.startsWith('(') ? parseReadable(code) : parsePlain(code)
}

// As printed beside a symbol: (01)09506000134352(10)L7
function parseReadable(code: string): Element[] | null {
  const elements = [...code.matchAll(/\((\d{2,4})\)([^()]+)/g)].map(([, ai, data]) => ({ ai: ai!, data: data! }))
  return elements.length > 0 && elements.map(one => `(${one.ai})${one.data}`).join('') === code ? elements : null
}

// As a scanner sends it, perhaps behind a symbology identifier such as ]C1 or ]d2.
function parsePlain(code: string): Element[] | null {
  let rest = code.replace(/^\](C1|d2|e0|Q3)/, '').replaceAll(/^\u001d+/g, '')
  const isMarked = rest.length !== code.length || rest.includes(separator)
  const elements: Element[] = []
  while (rest.length > 0) {
    const ai = rest.slice(0, 2)
    if (!/^\d\d$/.test(ai)) return null
    const length = fixed[ai]
    const end = length !== undefined ? 2 + length : rest.indexOf(separator) < 0 ? rest.length : rest.indexOf(separator)
    if (length !== undefined && (rest.length < end || !/^\d+$/.test(rest.slice(2, end)))) return null
    if (end <= 2) return null
    elements.push({ ai, data: rest.slice(2, end) })
    rest = rest.slice(end).replace(/^\u001d/, '')
  }

  // Without a mark only a code that begins as goods do is one: a key's tag may be digits, too.
  const first = elements[0]
  return first && (isMarked || ((first.ai === '01' || first.ai === '00') && code.length >= 16)) ? elements : null
}

export function elementOf(elements: readonly Element[] | null, ai: string): string | undefined {
  return elements?.find(one => one.ai === ai)?.data
}
