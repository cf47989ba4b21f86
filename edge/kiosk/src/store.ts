/** What people entered, on this kiosk's disk until the gateway has it. Nothing secret is ever put here. */

export interface DraftRecord {
  /** Check-out and step: `id/step`. */
  id: string
  values: Record<string, unknown>
  files: Record<string, Blob>
  at: number
}

export interface OutboxRecord {
  /** The Idempotency-Key: the same for as long as it takes. */
  key: string
  person: string
  checkOut: string
  step: string
  method: 'POST' | 'PUT'
  path: string
  body: string | Blob
  ifMatch: string | null
  attachments: { sha256: string, file: Blob }[]
  at: number
}

const version = 1
/** Days after which a draft that nobody finished goes. */
const draftDaysMax = 14

export class Store {
  private constructor(private readonly db: IDBDatabase) {}

  static open(name = 'oms-kiosk'): Promise<Store> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version)
      request.onupgradeneeded = () => {
        request.result.createObjectStore('drafts', { keyPath: 'id' })
        request.result.createObjectStore('outbox', { keyPath: 'key' })
      }
      request.onsuccess = () => resolve(new Store(request.result))
      request.onerror = () => reject(request.error ?? new Error('IndexedDB cannot be opened.'))
    })
  }

  draft(id: string): Promise<DraftRecord | undefined> {
    return this.run('drafts', 'readonly', store => store.get(id) as IDBRequest<DraftRecord | undefined>)
  }

  async keepDraft(draft: DraftRecord): Promise<void> {
    await this.run('drafts', 'readwrite', store => store.put(draft))
  }

  async dropDraft(id: string): Promise<void> {
    await this.run('drafts', 'readwrite', store => store.delete(id))
  }

  async dropOldDrafts(now: number): Promise<void> {
    const all = await this.run('drafts', 'readonly', store => store.getAll() as IDBRequest<DraftRecord[]>)
    for (const draft of all) {
      if (now - draft.at > draftDaysMax * 86_400_000) await this.dropDraft(draft.id)
    }
  }

  /** Everything that waits to be sent, in the order in which it was entered. */
  async outbox(): Promise<OutboxRecord[]> {
    const all = await this.run('outbox', 'readonly', store => store.getAll() as IDBRequest<OutboxRecord[]>)
    return all.sort((a, b) => a.at - b.at)
  }

  async post(entry: OutboxRecord): Promise<void> {
    await this.run('outbox', 'readwrite', store => store.put(entry))
  }

  async unpost(key: string): Promise<void> {
    await this.run('outbox', 'readwrite', store => store.delete(key))
  }

  // Resolves once the transaction is complete, not only the request: what is written is written.
  private run<T>(name: string, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(name, mode, { durability: 'strict' })
      const request = act(transaction.objectStore(name))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB failed.'))
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB is full.'))
    })
  }
}
