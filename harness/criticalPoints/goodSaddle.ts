/**
 * Whether a point is a (κ, ε, ρ, δ)-good saddle: a (κ, ε, ρ)-stable one with f(x) − f(x*) ≤ δ, x* a global minimum.
 *
 * f(x*) is seldom known. A lower bound of f, 0 for our losses, proves that the last condition holds; that it fails
 * takes another point whose loss is lower by more than δ.
 *
 * Source: Sankar and Balasubramanian 2017, Definition 4.
 *
 * Differs from the source: it says that the saddle "provides an upper bound δ" on that difference; taken as the
 * inequality, which is what makes a saddle good. See stableSaddle.ts for the other conditions.
 */
import { ArgumentError } from '../errors.ts'
import type { CertifiedPoint } from './certifiedPoint.ts'
import { allOf, atMost, type Enclosure, reasonOf, requireEnclosure } from './enclosure.ts'
import {
  type StableSaddle,
  type StableSaddleConstants,
  type StableSaddlePoint,
  stableSaddleConditions,
} from './stableSaddle.ts'

export interface GoodSaddleConstants extends StableSaddleConstants {
  /** At least 0. */
  readonly delta: number
}

export interface GoodSaddlePoint extends StableSaddlePoint, Pick<CertifiedPoint, 'loss'> {
  /** f(x*): from a lower bound of f to the loss of any point, infinity if none is known. */
  readonly leastLoss: Enclosure
}

export function goodSaddle(constants: GoodSaddleConstants, point: GoodSaddlePoint): StableSaddle {
  const { delta } = constants
  if (!(delta >= 0)) throw new ArgumentError('goodSaddle', 'delta', 'at least 0', String(delta))
  const loss = requireEnclosure('goodSaddle', 'loss', point.loss)
  const least = requireEnclosure('goodSaddle', 'leastLoss', point.leastLoss)
  if (!(least.from <= loss.to)) {
    throw new ArgumentError('goodSaddle', 'leastLoss.from', `at most the loss ${loss.to}`, String(least.from))
  }
  const excess = { from: Math.max(0, loss.from - least.to), to: loss.to - least.from }
  const conditions = [...stableSaddleConditions(constants, point), atMost('f(x) − f(x*) ≤ δ', excess, delta)]
  const status = allOf(conditions)
  return { status, reason: reasonOf(conditions, status), conditions }
}
