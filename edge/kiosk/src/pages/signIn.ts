import type { App } from '../app'
import type { Answer } from '../api'
import { button, field, h, text } from '../dom'
import { t } from '../i18n'
import type { Session } from '../model'
import { wordsOf } from '../problems'

/** Milliseconds between two questions whether somebody swiped at the reader beside the kiosk. */
const readerEvery = 1_500

export interface SignInPage { element: HTMLElement, onScan(code: string): void, stop(): void }

/** Who stands here? A badge at the scanner or the reader, or an id and a PIN. */
export function signInPage(app: App): SignInPage {
  const fault = h('p', { class: 'bad', attrs: { role: 'alert' } })
  let [person, pin, isBusy] = ['', '', false]
  const dots = h('output', { class: 'pin', attrs: { 'aria-label': t('signin.pin') } })
  const show = (): void => { dots.textContent = '●'.repeat(pin.length) || t('signin.pin') }
  const enter = async (body: object): Promise<void> => {
    if (isBusy) return
    isBusy = true
    fault.textContent = t('signin.wait')
    const answer = await app.signIn<Session>(body)
    isBusy = false
    pin = ''
    show()
    fault.textContent = faultOf(answer)
    if (answer.kind === 'ok' && answer.body) {
      app.notice = null
      await app.enter(answer.body)
    }
  }
  const byPin = (): void => {
    if (!person.trim() || !pin) fault.textContent = t('signin.both')
    else void enter({ person: person.trim(), pin })
  }
  const digit = (key: string): HTMLButtonElement => button(key, () => {
    if (pin.length < 12) pin += key
    show()
  }, 'key')
  const onKey = (event: KeyboardEvent): void => {
    if (document.activeElement instanceof HTMLInputElement) return
    if (/^\d$/.test(event.key) && pin.length < 12) pin += event.key
    else if (event.key === 'Backspace') pin = pin.slice(0, -1)
    else return
    show()
  }
  document.addEventListener('keydown', onKey)
  const timer = app.settings.reader ? setInterval(() => {
    if (isBusy) return
    void app.signIn<Session | null>({ reader: true }).then(async answer => {
      if (answer.kind === 'ok' && answer.body) await app.enter(answer.body)
    })
  }, readerEvery) : undefined
  show()
  return {
    element: h('main', { class: 'signin' },
      h('section', {},
        h('h1', {}, t('signin.title')),
        h('p', { class: 'big' }, app.settings.reader ? t('signin.reader') : t('signin.badge')),
        field(t('signin.id'), text('', value => { person = value }, { id: 'person', maxlength: 64 })),
        dots,
        button(t('signin.enter'), byPin, 'primary', { id: 'enter' }),
        fault),
      h('section', { class: 'keypad' },
        ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(digit),
        button('⌫', () => { pin = pin.slice(0, -1); show() }, 'key', { 'aria-label': t('signin.erase') }),
        digit('0'),
        button('✓', byPin, 'key primary', { 'aria-label': t('signin.enter') }))),
    onScan: code => {
      // What the scanner typed as digits went into the PIN, too.
      pin = ''
      show()
      void enter({ badge: code })
    },
    stop: () => {
      document.removeEventListener('keydown', onKey)
      clearInterval(timer)
    },
  }
}

function faultOf(answer: Answer<Session>): string {
  switch (answer.kind) {
    case 'ok': return ''
    case 'refused': return wordsOf(answer.problem)
    default: return t('unreachable')
  }
}
