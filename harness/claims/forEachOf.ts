/**
 * A universal claim over a finite list: every instance is checked, none is drawn.
 *
 * `refuted` with the first instance that contradicts, in the order of the list; put the simplest first.
 */
import type { Check } from './claim.ts'
import type { ClaimContext } from './context.ts'
import { isKept, type Margin, marginRatio } from './margin.ts'
import type { EvidenceTable } from './verdict.ts'

export interface Enumerated<T> {
  readonly instances: readonly T[]
  /** What a reader calls them, in the plural; "instances" when absent. */
  readonly noun?: string
  readonly name: (instance: T) => string
  readonly check: (instance: T, context: ClaimContext) => Margin | Promise<Margin>
}

export function forEachOf<T>({ instances, noun = 'instances', name, check }: Enumerated<T>): Check {
  return async (context) => {
    const results: { name: string; margin: Margin }[] = []
    for (const instance of instances)
      results.push({ name: name(instance), margin: await check(instance, context) })
    const tested = results.filter(({ margin }) => !margin.vacuous)
    const refuting = tested.filter(({ margin }) => !isKept(margin))
    const tables = [marginTable(tested)]
    if (tested.length === 0) {
      return { status: 'vacuous', summary: `none of ${results.length} ${noun} met the premise`, runs: 0 }
    }
    const worstRatio = Math.max(...tested.map(({ margin }) => marginRatio(margin)))
    if (refuting.length === 0) {
      return {
        status: 'holds',
        summary:
          tested.length === 1
            ? `${tested[0]!.name}: holds`
            : `${tested.length} of ${tested.length} ${noun} hold`,
        runs: tested.length,
        worstRatio,
        tables,
      }
    }
    const first = refuting[0]!
    const detail =
      first.margin.detail ?? `error ${first.margin.error} against a bound of ${first.margin.bound}`
    const counterexample = `${first.name}: ${detail}`
    const share = `${refuting.length} of ${tested.length} ${noun} fail; the first: `
    return {
      status: 'refuted',
      summary: tested.length === 1 ? counterexample : `${share}${counterexample}`,
      runs: tested.length,
      worstRatio,
      counterexample,
      tables,
    }
  }
}

function marginTable(results: readonly { name: string; margin: Margin }[]): EvidenceTable {
  return {
    title: 'Every instance',
    columns: ['instance', 'error', 'bound', 'kept'],
    rows: results.map(({ name, margin }) => [
      name,
      margin.error,
      margin.bound,
      isKept(margin) ? 'yes' : 'no',
    ]),
  }
}
