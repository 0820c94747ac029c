/** A gate on counted work: flops, calls, factorisations. It has no noise, so one run decides. */
export interface CountPlan {
  readonly claim: string
  /** What is counted: "factorisations". */
  readonly unit: string
  readonly required: CountBound
  readonly count: () => Promise<number> | number
}

export type CountBound = { readonly kind: 'exactly' | 'atMost'; readonly count: number }

export interface CountResult {
  readonly status: 'passed' | 'failed'
  readonly claim: string
  readonly unit: string
  readonly required: CountBound
  readonly counted: number
}

export async function countGate({ claim, unit, required, count }: CountPlan): Promise<CountResult> {
  const counted = await count()
  const holds = required.kind === 'exactly' ? counted === required.count : counted <= required.count
  return { status: holds ? 'passed' : 'failed', claim, unit, required, counted }
}
