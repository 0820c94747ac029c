/** How the tests draw: the seed that the setup file gave fast-check, and the path when one counterexample is replayed. */
import fc from 'fast-check'

export interface Drawing {
  readonly seed: number
  /** SADDLECHECK_PATH */
  readonly path?: string
}

export function drawing(): Drawing {
  const { seed = 1 } = fc.readConfigureGlobal() ?? {}
  const path = process.env.SADDLECHECK_PATH
  return path ? { seed, path } : { seed }
}
