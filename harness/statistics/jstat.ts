/** The parts of jstat that are used; the package has no types and is CommonJS. */
import { createRequire } from 'node:module'

interface JStat {
  readonly beta: { inv(p: number, a: number, b: number): number }
  readonly normal: { inv(p: number, mean: number, deviation: number): number }
  readonly studentt: { inv(p: number, degreesOfFreedom: number): number }
  readonly models: {
    ols(y: readonly number[], x: readonly (readonly number[])[]): { coef: number[]; t: { se: number[] } }
  }
}

export const { jStat } = createRequire(import.meta.url)('jstat') as { jStat: JStat }
