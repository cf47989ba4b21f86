import type { App } from '../app'
import { sha256 } from '../api'
import { button, h } from '../dom'
import { isDone, type Desk, type Step } from '../desk'
import type { Draft } from '../draft'
import { t, tOr, time } from '../i18n'
import type { CheckOut, Manifest, Session, StepRecord } from '../model'
import { photoField } from '../photo'
import { stepsOf } from '../steps/table'

/** Steps that are a file or a signature, or that ask for a picture themselves. */
const hasOwnProof = new Set(['eld_file', 'sign_off', 'deliveries'])

/** One visit: its steps on the left, the one that is open on the right; what others do shows by itself. */
export class VisitPage {
  readonly element = h('main', { class: 'visit' })
  private readonly aside = h('nav', { class: 'steps' })
  private readonly panel = h('section', { class: 'panel' })
  private visit: CheckOut | null = null
  private manifest: Manifest | null = null
  private drawnPanel = ''
  private drawnStep: string | null = null
  private drawing = 0
  private isMore = false
  private readonly listener = (event: Event): void => {
    const visit = (event as CustomEvent<CheckOut>).detail
    if (visit.id === this.id) void this.take(visit)
  }

  constructor(private readonly app: App, readonly id: string, private step: string | null) {
    this.element.append(this.aside, this.panel)
    document.addEventListener('visit-changed', this.listener)
    app.onPoll(() => this.look())
    void this.look()
  }

  stop(): void {
    document.removeEventListener('visit-changed', this.listener)
  }

  open(step: string | null): void {
    this.step = step
    this.draw()
  }

  /** What the rest of the page knows has changed: what waits to be sent, the language, who is here. */
  draw(): void {
    if (!this.visit) {
      this.panel.replaceChildren(h('p', { class: 'hint' }, t('loading')))
      return
    }
    this.element.dataset['open'] = String(this.step !== null)
    this.drawSteps(this.visit)
    void this.drawPanel(this.visit)
  }

  async onScan(code: string): Promise<void> {
    const { visit, manifest } = this
    if (!visit) return
    const steps = stepsOf(visit, true)
    const claimed = steps.find(step => step.claims?.({ visit, manifest }, code))
    const target = claimed ?? steps.find(step => step.name === this.step)
    if (target?.onScan) {
      const desk = await this.desk(visit, target)
      if (desk && await target.onScan(desk, code)) {
        if (!claimed) desk.draft.set('scanned', code)
        // What the scan was taken for is read where it leads to.
        const { notice } = this.app
        if (target.name !== this.step) this.app.go({ page: 'visit', id: this.id, step: target.name })
        this.app.say(notice)
        return
      }
    }
    await this.tryBadge(code)
  }

  // A badge that nobody asked for: one person hands over to the next.
  private async tryBadge(code: string): Promise<void> {
    const answer = await this.app.signIn<Session>({ badge: code })
    if (answer.kind === 'ok') await this.app.enter(answer.body)
    else this.app.say({ kind: 'bad', words: t('scan.unknown', { code: code.slice(0, 40) }) })
  }

  private async look(): Promise<void> {
    const visit = await this.app.get<CheckOut>(`/check-outs/${encodeURIComponent(this.id)}`)
    if (visit) await this.take(visit)
  }

  private async take(visit: CheckOut): Promise<void> {
    if (this.visit && visit.version < this.visit.version) return
    if (visit.steps['manifest'] && !this.manifest) {
      this.manifest = await this.app.get<Manifest>(`/check-outs/${encodeURIComponent(this.id)}/manifest`)
    }
    const isNew = JSON.stringify(visit) !== JSON.stringify(this.visit)
    this.visit = visit
    if (isNew) this.draw()
  }

  private drawSteps(visit: CheckOut): void {
    // The one that is open is never hidden.
    const isMore = this.isMore || (this.step !== null && stepsOf(visit).every(step => step.name !== this.step))
    this.aside.replaceChildren(
      h('div', { class: 'facts' },
        h('strong', {}, visit.vehicle),
        h('span', {}, `${t('role.driver')} ${visit.driver}`),
        h('span', {}, [visit.dock, visit.route].filter(one => one).join(' · ')),
        h('span', {}, time(visit.arrived_at)),
        h('span', {}, `${t('custodian')}: ${partyOf(visit.custodian)}`),
        visit.state === 'open' ? null : h('span', { class: 'state' }, t(`state.${visit.state}`))),
      ...stepsOf(visit, isMore).map(step => this.stepButton(visit, step)),
      visit.state === 'open' ? button(t(isMore ? 'steps.fewer' : 'steps.more'), () => {
        this.isMore = !isMore
        this.drawSteps(visit)
      }, 'quiet', { id: 'more' }) : '',
      button(`‹ ${t('visits.title')}`, () => this.app.go({ page: 'visits' }), 'quiet'))
  }

  private stepButton(visit: CheckOut, step: Step): HTMLElement {
    const done = isDone(step, visit)
    const waits = this.app.outbox.waits(visit.id, step.name)
      || this.app.outbox.waiting().some(one => one.checkOut === visit.id && one.step.startsWith(`${step.name}.`))
    const mark = waits ? '…' : done === null ? '' : done ? '✓' : '○'
    return h('button', {
      class: `step ${done ? 'done' : ''}`,
      attrs: {
        type: 'button', 'data-step': step.name, 'aria-current': this.step === step.name ? 'step' : undefined,
        'aria-label': `${tOr(`step.${step.name}`, step.name)}${done ? `, ${t('step.done')}` : ''}`,
      },
      on: { click: () => this.app.go({ page: 'visit', id: this.id, step: step.name }) },
    }, h('span', { class: 'mark' }, mark), tOr(`step.${step.name}`, step.name))
  }

  private async drawPanel(visit: CheckOut): Promise<void> {
    const step = stepsOf(visit, true).find(one => one.name === this.step)
    const { app } = this
    const waits = step !== undefined && app.outbox.waits(visit.id, step.name)
    const refusal = step ? app.refusalOf(visit.id, step.name) : null
    const state = JSON.stringify([
      this.step, document.documentElement.lang, app.session, waits, refusal, visit.state, visit.driver,
      step ? isDone(step, visit) : visit.version, step?.digest?.(visit), this.manifest !== null])
    if (state === this.drawnPanel) return
    this.drawnPanel = state
    await this.fill(visit, step, waits, refusal)
  }

  private async fill(
    visit: CheckOut, step: Step | undefined, waits: boolean, refusal: string | null,
  ): Promise<void> {
    const drawing = ++this.drawing
    const desk = step ? await this.desk(visit, step) : null
    const content = !step || !desk ? overview(visit)
      : waits ? h('p', { class: 'waits' }, t('sent.waits'))
      : step.path !== null && step.name !== 'cargo' && !this.app.may(step.path) && !isDone(step, visit)
        && step.name !== 'sign_off'
        ? h('p', { class: 'hint' }, t('not.yours'))
        : h('div', {}, this.correcting(desk, step), await step.render(desk), this.proof(desk, step),
          this.correction(desk, visit, step))
    if (drawing !== this.drawing) return
    const top = this.panel.scrollTop
    const opened = this.drawnStep === this.step ? openedIn(this.panel) : []
    this.drawnStep = this.step
    this.panel.replaceChildren(
      h('div', { class: 'row head' },
        step ? button(`‹ ${t('back')}`, () => this.app.go({ page: 'visit', id: this.id, step: null }), 'quiet back')
          : null,
        h('h1', {}, step ? tOr(`step.${step.name}`, step.name) : t('visit.overview'))),
      ...refusal ? [h('p', { class: 'bad box', attrs: { role: 'alert' } }, refusal)] : [],
      content)
    for (const one of this.panel.querySelectorAll('details')) one.open ||= opened.includes(titleOf(one))
    this.panel.scrollTop = top
  }

  /** What stands above a form that corrects a record. */
  private correcting(desk: Desk, step: Step): HTMLElement | null {
    const record = desk.draft.get<number | null>('supersedes', null)
    if (record === null || !step.isCorrectable) return null
    return h('div', { class: 'bar' }, h('p', { class: 'waits' }, t('correct.now', { record })),
      button(t('cancel'), () => { desk.draft.set('supersedes', null); desk.redraw() }, 'quiet'))
  }

  /** Nothing is edited: another record takes the place of the one that stands. */
  private correction(desk: Desk, visit: CheckOut, step: Step): HTMLElement | null {
    if (!step.isCorrectable || visit.state !== 'open' || !isDone(step, desk.visit)
      || step.path === null || !this.app.may(step.path)) return null
    return button(t('correct'), () => void desk.records().then(records => {
      const last = records.at(-1)
      if (!last) return
      desk.draft.set('supersedes', last.record)
      desk.redraw()
    }), 'quiet', { id: 'correct' })
  }

  /** A photo beside a step's own fields: a checklist may ask for one with any step. */
  private proof(desk: Desk, step: Step): HTMLElement | null {
    if (step.path === null || hasOwnProof.has(step.name) || desk.visit.state !== 'open'
      || desk.visit.steps[step.name] || !this.app.may(step.path)) return null
    return h('details', { attrs: { open: desk.draft.file('proof') !== undefined } },
      h('summary', {}, t('evidence.title')), h('p', { class: 'hint' }, t('evidence.hint')),
      photoField(t('evidence.photo'), desk.draft.file('proof'), photo => desk.draft.setFile('proof', photo)))
  }

  private async desk(visit: CheckOut, step: Step): Promise<Desk | null> {
    const { app, manifest } = this
    const session = app.session
    if (!session) return null
    const base = `/check-outs/${encodeURIComponent(visit.id)}`
    const draft = await app.draft(visit.id, step.name)
    const corrected = draft.get<number | null>('supersedes', null)
    return {
      app,
      // While it is corrected it is open again, here alone.
      visit: corrected === null ? visit : { ...visit, steps: { ...visit.steps, [step.name]: false } },
      manifest,
      session,
      draft,
      records: async () => (await app.get<{ records: StepRecord[] }>(`${base}/records`))?.records
        .filter(one => one.step === step.name.replaceAll('_', '-')) ?? [],
      draftOf: part => app.draft(visit.id, `${step.name}.${part}`),
      redraw: () => {
        this.drawnPanel = ''
        this.draw()
      },
      submit: async (body, more = {}) => app.submit({
        checkOut: visit.id,
        step: more.draft ?? step.name,
        method: more.method ?? 'POST',
        path: `${base}/${more.path ?? step.path ?? step.name}${
          corrected !== null && body instanceof Blob ? `&supersedes=${corrected}` : ''}`,
        body: body instanceof Blob ? body
          : { ...body, ...corrected === null ? {} : { supersedes: corrected }, ...await evidenceOf(draft) },
        ifMatch: more.ifMatch,
        files: [...more.files ?? [], ...proofsOf(draft).map(([, file]) => file)],
      }),
    }
  }
}

/** What proves a step beside its own fields: a photo, and the code that was scanned for it. */
function proofsOf(draft: Draft): ['photo' | 'scan', Blob][] {
  const [photo, scanned] = [draft.file('proof'), draft.get('scanned', '')]
  return [
    ...photo ? [['photo', photo] as ['photo', Blob]] : [],
    ...scanned ? [['scan', new Blob([scanned])] as ['scan', Blob]] : [],
  ]
}

async function evidenceOf(draft: Draft): Promise<{ evidence?: { kind: string, sha256: string }[] }> {
  const proofs = proofsOf(draft)
  return proofs.length === 0 ? {}
    : { evidence: await Promise.all(proofs.map(async ([kind, file]) => ({ kind, sha256: await sha256(file) }))) }
}

/** A party such as `driver:D-7`, in words. */
function partyOf(custodian: string | null): string {
  const [kind, id] = (custodian ?? '').split(':', 2)
  return kind && id ? `${tOr(`party.${kind}`, kind)} ${id}` : '–'
}

function overview(visit: CheckOut): HTMLElement {
  const next = visit.missing.map(step => tOr(`step.${step}`, step)).join(', ')
  return h('div', {},
    h('p', { class: 'big' }, visit.state !== 'open' ? t(`state.${visit.state}`)
      : next ? t('visit.next', { steps: next }) : t('visit.sign')),
    visit.reason ? h('p', {}, visit.reason) : null,
    visit.excursions.length > 0
      ? h('p', { class: 'bad' }, t('temperatures.bad', { count: visit.excursions.length })) : null)
}

/** What somebody has unfolded stays so when news of the visit has the panel drawn anew. */
function openedIn(panel: HTMLElement): string[] {
  return [...panel.querySelectorAll('details')].filter(one => one.open).map(titleOf)
}

function titleOf(details: HTMLDetailsElement): string {
  return details.querySelector('summary')?.textContent ?? ''
}
