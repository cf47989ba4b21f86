import type { DraftRecord, Store } from './store'

/** What was entered in one step and not sent yet; each change is on disk before the next one. */
export class Draft {
  private saving: Promise<void> = Promise.resolve()

  private constructor(private readonly store: Store, private readonly record: DraftRecord) {}

  static async of(store: Store, checkOut: string, step: string): Promise<Draft> {
    const id = `${checkOut}/${step}`
    return new Draft(store, (await store.draft(id)) ?? { id, values: {}, files: {}, at: 0 })
  }

  get<T>(name: string, unset: T): T {
    return Object.hasOwn(this.record.values, name) ? this.record.values[name] as T : unset
  }

  file(name: string): Blob | undefined {
    return this.record.files[name]
  }

  set(name: string, value: unknown): void {
    this.record.values[name] = value
    this.save()
  }

  setFile(name: string, file: Blob | null): void {
    if (file) this.record.files[name] = file
    else delete this.record.files[name]
    this.save()
  }

  /** Resolves when everything so far is on disk. */
  saved(): Promise<void> {
    return this.saving
  }

  private save(): void {
    this.record.at = Date.now()
    const copy = { ...this.record, values: structuredClone(this.record.values), files: { ...this.record.files } }
    this.saving = this.saving.then(() => this.store.keepDraft(copy))
  }
}
