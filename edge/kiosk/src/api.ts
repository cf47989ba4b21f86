import type { Problem } from './model'

export type Answer<T> =
  | { kind: 'ok', status: number, body: T }
  /** The gateway said no, and will say it again. */
  | { kind: 'refused', problem: Problem }
  | { kind: 'signed-out' }
  /** No answer, or "try again": nobody knows whether it had its effect, so the same key is sent again. */
  | { kind: 'later', afterSeconds: number }

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: string | Blob
  key?: string
  ifMatch?: string | undefined
}

const patience = 15_000

/** Asks the gateway. Never throws, and never waits for longer than a person would. */
export async function ask<T>(path: string, { method = 'GET', body, key, ifMatch }: Ask = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = {}
  if (typeof body === 'string') headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  if (ifMatch) headers['If-Match'] = ifMatch
  try {
    const response = await fetch(path, {
      method, headers, body: body ?? null, cache: 'no-store', credentials: 'same-origin', redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
    if (response.ok) {
      return {
        kind: 'ok', status: response.status, body: (response.status === 204 ? null : await response.json()) as T,
      }
    }
    const problem = await readProblem(response)
    if (problem.type === 'urn:oms:problem:signed-out') return { kind: 'signed-out' }
    return response.status >= 500 || problem.type === 'urn:oms:problem:too-many-requests'
      ? { kind: 'later', afterSeconds: Number(response.headers.get('Retry-After')) || 1 }
      : { kind: 'refused', problem: { ...problem, retry_after: Number(response.headers.get('Retry-After')) || 0 } }
  } catch {
    return { kind: 'later', afterSeconds: 1 }
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = {
    type: 'urn:oms:problem:other', title: response.statusText, status: response.status, detail: response.statusText,
  }
  try {
    return { ...fallback, ...(await response.json()) as object }
  } catch {
    return fallback
  }
}

export async function sha256(data: Blob): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await data.arrayBuffer())
  return [...new Uint8Array(hash)].map(octet => octet.toString(16).padStart(2, '0')).join('')
}
