import { ask, sha256, type Answer } from './api'
import type { CheckOut, Problem } from './model'
import type { OutboxRecord, Store } from './store'

export interface Sending {
  person: string
  checkOut: string
  step: string
  method?: 'POST' | 'PUT'
  path: string
  body: object | Blob
  ifMatch?: string | undefined
  files?: Blob[]
}

export type Sent =
  | { kind: 'done', entry: OutboxRecord, visit: CheckOut }
  | { kind: 'refused', entry: OutboxRecord, problem: Problem }

/** Seconds between two attempts when the gateway does not answer. */
const againMax = 5

/** Sends what people entered until there is an answer, each with its one key; the disk remembers it meanwhile. */
export class Outbox {
  private entries: OutboxRecord[] = []
  private flushing: Promise<void> | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private wait = 1

  /**
   * @param person Who is signed in now; only what they entered goes out.
   * @param changed Told of every answer, and when something begins or ceases to wait (null).
   * @param signedOut Told in whose name the gateway no longer takes anything.
   */
  constructor(
    private readonly store: Store,
    private readonly person: () => string | null,
    private readonly changed: (sent: Sent | null) => void,
    private readonly signedOut: (person: string) => void,
    private readonly send: typeof ask = ask,
  ) {}

  async start(): Promise<void> {
    this.entries = await this.store.outbox()
  }

  waiting(): readonly OutboxRecord[] {
    return this.entries
  }

  waits(checkOut: string, step: string): boolean {
    return this.entries.some(one => one.checkOut === checkOut && one.step === step)
  }

  /** Takes something to send; it is on disk when this returns. */
  async post(what: Sending): Promise<void> {
    const attachments = await Promise.all(
      (what.files ?? []).map(async file => ({ sha256: await sha256(file), file })))
    const entry: OutboxRecord = {
      key: crypto.randomUUID(),
      person: what.person,
      checkOut: what.checkOut,
      step: what.step,
      method: what.method ?? 'POST',
      path: what.path,
      body: what.body instanceof Blob ? what.body : JSON.stringify(what.body),
      ifMatch: what.ifMatch ?? null,
      attachments,
      at: Math.max(Date.now(), (this.entries.at(-1)?.at ?? 0) + 1),
    }
    await this.store.post(entry)
    this.entries.push(entry)
    this.changed(null)
    await this.flush()
  }

  /** Tries everything that waits and is this person's, in order. */
  flush(): Promise<void> {
    this.flushing ??= this.run().finally(() => { this.flushing = null })
    return this.flushing
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer)
    for (;;) {
      const person = this.person()
      const entry = person === null ? undefined : this.entries.find(one => one.person === person)
      if (!entry) return
      const answer = await this.sendOne(entry)
      if (answer.kind === 'later') {
        this.wait = Math.min(againMax, Math.max(answer.afterSeconds, this.wait * 2))
        this.timer = setTimeout(() => void this.flush(), this.wait * 1000)
        return
      }
      if (answer.kind === 'signed-out') {
        this.signedOut(entry.person)
        return
      }
      this.wait = 0.5
      await this.store.unpost(entry.key)
      if (answer.kind === 'ok') await this.store.dropDraft(`${entry.checkOut}/${entry.step}`)
      this.entries = this.entries.filter(one => one.key !== entry.key)
      this.changed(answer.kind === 'ok'
        ? { kind: 'done', entry, visit: answer.body }
        : { kind: 'refused', entry, problem: answer.problem })
    }
  }

  private async sendOne(entry: OutboxRecord): Promise<Answer<CheckOut>> {
    for (const { sha256, file } of entry.attachments) {
      const kept = await this.send<null>(`/attachments/${sha256}`, { method: 'PUT', body: file })
      if (kept.kind !== 'ok') return kept
    }
    return this.send<CheckOut>(entry.path, {
      method: entry.method, body: entry.body, key: entry.key, ifMatch: entry.ifMatch ?? undefined,
    })
  }
}
