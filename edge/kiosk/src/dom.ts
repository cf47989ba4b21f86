/** Builds the page. Text only ever becomes text: nothing here parses HTML. */

type Child = Node | string | null | undefined | false

interface Props {
  class?: string
  id?: string
  on?: Partial<{ [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void }>
  /** Attributes; true writes an empty one, null, undefined and false write none. */
  attrs?: Record<string, string | number | boolean | null | undefined>
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (props.class) element.className = props.class
  if (props.id) element.id = props.id
  for (const [name, value] of Object.entries(props.attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const [name, handler] of Object.entries(props.on ?? {})) {
    element.addEventListener(name, handler as EventListener)
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false))
  return element
}

export function button(label: string, act: () => void, kind = '', attrs: Props['attrs'] = {}): HTMLButtonElement {
  return h('button', { class: kind, attrs: { type: 'button', ...attrs }, on: { click: act } }, label)
}

let labels = 0

/** A label above a control. */
export function field(label: string, control: HTMLElement, hint?: string): HTMLElement {
  control.id ||= `f${++labels}`
  return h('div', { class: 'field' },
    h('label', { attrs: { for: control.id } }, label), control, hint ? h('p', { class: 'hint' }, hint) : null)
}

/** Choices of which one holds, as large buttons. */
export function choice<T extends string>(
  name: string, options: readonly { value: T, label: string, kind?: string }[], chosen: T | undefined,
  choose: (value: T) => void,
): HTMLElement {
  const buttons = options.map(option => button(option.label, () => {
    mark(option.value)
    choose(option.value)
  }, `choice ${option.kind ?? ''}`, { 'data-value': option.value }))
  const mark = (value: T | undefined): void => buttons.forEach((one, index) =>
    one.setAttribute('aria-pressed', String(options[index]?.value === value)))
  mark(chosen)
  return h('div', { class: 'choices', attrs: { role: 'group', 'aria-label': name } }, ...buttons)
}

/** A whole number between two others, with buttons large enough for a glove. */
export function stepper(
  name: string, value: number, min: number, max: number, change: (value: number) => void,
): HTMLElement {
  const input = h('input', {
    attrs: { type: 'number', inputmode: 'numeric', min, max, value, 'aria-label': name },
    on: { input: () => set(input.valueAsNumber, false) },
  })
  const set = (next: number, writes: boolean): void => {
    const kept = Math.min(max, Math.max(min, Number.isFinite(next) ? Math.trunc(next) : min))
    if (writes) input.value = String(kept)
    change(kept)
  }
  return h('div', { class: 'stepper' },
    button('−', () => set(input.valueAsNumber - 1, true), '', { 'aria-label': `${name} −` }),
    input,
    button('+', () => set(input.valueAsNumber + 1, true), '', { 'aria-label': `${name} +` }))
}

export function text(
  value: string, change: (value: string) => void, attrs: Props['attrs'] = {},
): HTMLInputElement {
  const input = h('input', {
    attrs: { type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', ...attrs },
    on: { input: () => change(input.value) },
  })
  input.value = value
  return input
}

export function area(value: string, change: (value: string) => void, maxLength = 500): HTMLTextAreaElement {
  const input = h('textarea', {
    attrs: { rows: 2, maxlength: maxLength, autocomplete: 'off' }, on: { input: () => change(input.value) },
  })
  input.value = value
  return input
}
