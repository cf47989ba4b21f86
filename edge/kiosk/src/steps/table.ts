import type { Step } from '../desk'
import type { CheckOut } from '../model'
import { bodies } from './bodies'
import { genericStep } from './generic'

const files = import.meta.glob<Step>('./*.step.ts', { eager: true, import: 'default' })
const known = Object.values(files)

/** The steps of a check-out: those with a form of their own, and any other that the gateway lists, made from the
 * schema of its body.
 * @param all Those too that its checklist does not name: they may be done, and need not be. */
export function stepsOf(visit: CheckOut, all = false): Step[] {
  const own = new Set(known.map(step => step.name))
  const others = Object.keys(visit.steps).filter(name => !own.has(name))
    .map((name, index) => genericStep(name, bodies, 60 + index / 100))
  return [...known, ...others]
    .filter(step => (step.isShown?.(visit) ?? true)
      && (all || step.isOwn || Object.hasOwn(visit.steps, step.name)))
    .sort((a, b) => a.order - b.order)
}
