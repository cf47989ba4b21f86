import type { App } from './app'
import type { Draft } from './draft'
import type { CheckOut, Manifest, Session, StepRecord } from './model'

/** What a step's form has at hand. */
export interface Desk {
  app: App
  visit: CheckOut
  manifest: Manifest | null
  session: Session
  draft: Draft
  /** Sends the step. */
  submit(body: object | Blob, more?: {
    path?: string, method?: 'POST' | 'PUT', draft?: string, ifMatch?: string, files?: Blob[],
  }): Promise<void>
  /** The records of this step that stand. */
  records(): Promise<StepRecord[]>
  /** Opens another draft of the same step, such as one stop's. */
  draftOf(part: string): Promise<Draft>
  /** Draws the step anew. */
  redraw(): void
}

/** One step of a check-out: a file in `steps/` exports one, and that is all that adding one takes. */
export interface Step {
  /** Its name in the check-out's `steps`, or one of the page's own. */
  name: string
  /** The last part of its path: what rights are for. Null for one that only shows something. */
  path: string | null
  /** Its place in the list. */
  order: number
  /** Whether the page has it at all; always, where this is missing. */
  isShown?(visit: CheckOut): boolean
  /** Whether it is no step of the gateway's list, and is shown without being asked for. */
  isOwn?: boolean
  /** Whether its one record can be corrected here by another one. */
  isCorrectable?: boolean
  /** Null for a step that is neither done nor open. */
  isDone?(visit: CheckOut): boolean | null
  /** The form is drawn anew when this changes, and not while somebody fills it in for anything else. */
  digest?(visit: CheckOut): string
  render(desk: Desk): HTMLElement | Promise<HTMLElement>
  /** Takes a scanned code while this step is open. */
  onScan?(desk: Desk, code: string): boolean | Promise<boolean>
  /** Takes a scanned code whatever is open, because only this step can mean it. */
  claims?(desk: Pick<Desk, 'visit' | 'manifest'>, code: string): boolean
}

export function isDone(step: Step, visit: CheckOut): boolean | null {
  return step.isDone ? step.isDone(visit) : visit.steps[step.name] ?? null
}
