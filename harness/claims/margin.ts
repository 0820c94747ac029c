/** How far an instance is from contradicting a claim: `error` must not exceed `bound`. */
export interface Margin {
  readonly error: number
  readonly bound: number
  /** The instance does not meet the claim's premise and counts neither way. */
  readonly vacuous?: boolean
  /** What a reader wants to know of this instance if it is the counterexample. */
  readonly detail?: string
}

/** NaN in either number contradicts: a claim is not kept by a value that cannot be compared. */
export function isKept({ error, bound }: Margin): boolean {
  return error <= bound
}

/** error / bound, 0 when both are 0. */
export function marginRatio({ error, bound }: Margin): number {
  return error === 0 && bound >= 0 ? 0 : error / bound
}
