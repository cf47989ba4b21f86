import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer, Ask } from '../src/api'
import { Draft } from '../src/draft'
import { Outbox, type Sent } from '../src/outbox'
import { Store } from '../src/store'

type Call = { path: string } & Ask

let store: Store
let calls: Call[]
let answers: Answer<unknown>[]
let sent: (Sent | null)[]
let person: string | null
let lost: number
let names = 0

const ok: Answer<unknown> = { kind: 'ok', status: 200, body: { id: 'c1' } }
const later: Answer<unknown> = { kind: 'later', afterSeconds: 1 }
const no: Answer<unknown> = {
  kind: 'refused', problem: { type: 'urn:oms:problem:closed', title: '', status: 409, detail: '' },
}

function outbox(): Outbox {
  return new Outbox(store, () => person, one => sent.push(one), () => { lost++ }, async (path, asked) => {
    calls.push({ path, ...asked })
    return (answers.shift() ?? ok) as never
  })
}

const keys = { person: 'S-1', checkOut: 'c1', step: 'keys', path: '/check-outs/c1/keys', body: { key_tag: 'K' } }

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  store = await Store.open(`test-${++names}`)
  ;[calls, answers, sent, person, lost] = [[], [], [], 'S-1', 0]
})

describe('what somebody enters', () => {
  it('goes out again with the same key when nobody knows whether it arrived', async () => {
    answers = [later, ok]
    const box = outbox()
    await box.post(keys)
    expect(box.waits('c1', 'keys')).toBe(true)
    await box.flush()
    expect(calls.map(call => call.path)).toEqual(['/check-outs/c1/keys', '/check-outs/c1/keys'])
    expect(calls[0]!.key).toBe(calls[1]!.key)
    expect(box.waits('c1', 'keys')).toBe(false)
  })

  it('outlives a reload, key and all', async () => {
    answers = [later]
    await outbox().post(keys)
    const after = outbox()
    await after.start()
    expect(after.waits('c1', 'keys')).toBe(true)
    await after.flush()
    expect(calls[0]!.key).toBe(calls[1]!.key)
    expect(calls[0]!.body).toBe(calls[1]!.body)
    expect(await store.outbox()).toEqual([])
  })

  it('has a key of its own each time', async () => {
    const box = outbox()
    await box.post(keys)
    await box.post(keys)
    expect(calls[0]!.key).not.toBe(calls[1]!.key)
  })

  it('goes out in the name of who entered it, never of who is there now', async () => {
    answers = [later]
    const box = outbox()
    await box.post(keys)
    person = 'D-7'
    await box.flush()
    expect(calls.length).toBe(1)
    person = 'S-1'
    await box.flush()
    expect(calls.length).toBe(2)
  })

  it('waits when the session is over, and says so', async () => {
    answers = [{ kind: 'signed-out' }]
    const box = outbox()
    await box.post(keys)
    expect([lost, box.waits('c1', 'keys')]).toEqual([1, true])
  })

  it('is not sent again once it was refused, and its draft stays', async () => {
    const draft = await Draft.of(store, 'c1', 'keys')
    draft.set('key_tag', 'K')
    await draft.saved()
    answers = [no]
    const box = outbox()
    await box.post(keys)
    expect(box.waits('c1', 'keys')).toBe(false)
    expect(sent.at(-1)?.kind).toBe('refused')
    expect((await Draft.of(store, 'c1', 'keys')).get('key_tag', '')).toBe('K')
  })

  it('leaves no draft behind once it was taken', async () => {
    const draft = await Draft.of(store, 'c1', 'keys')
    draft.set('key_tag', 'K')
    await draft.saved()
    await outbox().post(keys)
    expect((await Draft.of(store, 'c1', 'keys')).get('key_tag', '')).toBe('')
  })

  it('follows the pictures that it names', async () => {
    const picture = new Blob(['abc'])
    await outbox().post({ ...keys, files: [picture] })
    expect(calls.map(call => `${call.method} ${call.path}`)).toEqual([
      'PUT /attachments/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'POST /check-outs/c1/keys'])
  })

  it('stays when a picture of it does not get through', async () => {
    answers = [later]
    const box = outbox()
    await box.post({ ...keys, files: [new Blob(['abc'])] })
    expect([calls.length, box.waits('c1', 'keys')]).toEqual([1, true])
  })
})

describe('a draft', () => {
  it('outlives a reload in the middle of a step', async () => {
    const draft = await Draft.of(store, 'c1', 'inspection')
    draft.set('findings', { horn: 'defect' })
    draft.set('descriptions', { horn: 'silent' })
    await draft.saved()
    const after = await Draft.of(store, 'c1', 'inspection')
    expect(after.get('findings', {})).toEqual({ horn: 'defect' })
    expect(after.get('descriptions', {})).toEqual({ horn: 'silent' })
    expect((await Draft.of(store, 'c2', 'inspection')).get('findings', null)).toBe(null)
  })

  it('that nobody finished goes after two weeks, not before', async () => {
    const day = 86_400_000
    await store.keepDraft({ id: 'old', values: {}, files: {}, at: 0 })
    await store.dropOldDrafts(14 * day)
    expect(await store.draft('old')).toBeDefined()
    await store.dropOldDrafts(14 * day + 1)
    expect(await store.draft('old')).toBeUndefined()
  })
})
