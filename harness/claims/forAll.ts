/**
 * A universal claim, checked on generated instances: fast-check draws, shrinks and replays.
 *
 * `holds` after `runs` instances without contradiction; `refuted` with the shrunk counterexample;
 * `vacuous` when no instance met the premise.
 */
import fc from 'fast-check'
import type { Check } from './claim.ts'
import type { ClaimContext, Scale } from './context.ts'
import { isKept, type Margin, marginRatio } from './margin.ts'
import type { Verdict } from './verdict.ts'

export interface Universal<T> {
  readonly instances: fc.Arbitrary<T>
  readonly check: (instance: T, context: ClaimContext) => Margin | Promise<Margin>
  /** Instances that meet the premise or not, per scale. */
  readonly runs: Readonly<Record<Scale, number>>
}

export function forAll<T>({ instances, check, runs }: Universal<T>): Check {
  return async (context) => {
    let tested = 0
    let worstRatio = 0
    let last: { margin: Margin } | undefined
    let thrown: { error: unknown } | undefined
    const property = fc.asyncProperty(instances, async (instance) => {
      context.signal?.throwIfAborted()
      try {
        const margin = await check(instance, context)
        if (margin.vacuous) return true
        tested++
        const kept = isKept(margin)
        if (kept) worstRatio = Math.max(worstRatio, marginRatio(margin))
        else last = { margin }
        return kept
      } catch (error) {
        thrown ??= { error }
        throw error
      }
    })
    const { seed, path } = context
    const options = { seed, numRuns: runs[context.scale], ...(path === undefined ? {} : { path }) }
    const outcome = await fc.check(property, options)
    // A check that throws has no opinion: that is a bug in the check, not a counterexample.
    if (thrown) throw thrown.error
    if (!outcome.failed) return unrefuted(tested, outcome.numRuns, worstRatio, seed)
    const margin = last!.margin
    return {
      status: 'refuted',
      summary: refutation(margin, outcome.numRuns, outcome.numShrinks),
      runs: tested,
      seed,
      worstRatio: marginRatio(margin),
      counterexample: fc.stringify(outcome.counterexample![0]),
      replay: `--seed ${seed} --path ${outcome.counterexamplePath}`,
    }
  }
}

function unrefuted(tested: number, drawn: number, worstRatio: number, seed: number): Verdict {
  if (tested === 0) {
    return { status: 'vacuous', summary: `none of ${drawn} instances met the premise`, runs: 0, seed }
  }
  const premise = tested === drawn ? '' : ` (of ${drawn} drawn)`
  const worst =
    worstRatio === 0 ? 'no error at all' : `the worst error is ${worstRatio.toPrecision(2)} of its bound`
  const summary = `none of ${tested} instances${premise} contradicts; ${worst}`
  return { status: 'holds', summary, runs: tested, seed, worstRatio }
}

function refutation({ error, bound, detail }: Margin, runs: number, shrinks: number): string {
  const numbers = `error ${error.toPrecision(3)} against a bound of ${bound.toPrecision(3)}`
  const reduced = shrinks === 0 ? '' : `, reduced ${shrinks} times to the smallest failing case`
  return `${detail ?? numbers} (instance ${runs}${reduced})`
}
