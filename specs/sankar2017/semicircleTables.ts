/** Spectra beside the semicircle: distances, shares of zero eigenvalues, histograms. */
import type { EvidenceTable, Plot } from '../../harness/index.ts'
import {
  type Chance,
  type Compared,
  fence,
  nearZero,
  type RandomDistances,
  type Spectrum,
} from './semicircleDistances.ts'
import { spectrumHistogram } from './spectrumHistogram.ts'
import { meanText } from './trialSpread.ts'

/** "Nearly 1/2", generously. */
const nearlyHalf = { low: 0.4, high: 0.6 }
const tolerances = [1e-10, 1e-8, 1e-6, 1e-4]

export function distanceTable(
  compared: readonly Compared[],
  { bulks, beyond }: Chance,
  data: string,
): EvidenceTable {
  const rows = grouped(compared).map(({ name, point, decides, members }) => [
    name,
    point,
    decides ? 'yes' : 'no',
    members.length,
    members[0]!.eigenvalues.length,
    meanText(
      members.map(({ whole }) => whole.distance),
      3,
    ),
    meanText(members.map(({ bulk }) => bulk.length)),
    meanText(
      members.map(({ ofBulk }) => ofBulk.distance),
      3,
    ),
    Math.min(...members.map(({ ofBulk }) => ofBulk.distance)).toFixed(3),
    meanText(members.map(({ beyond }) => beyond.order)),
    beyondText(members),
  ])
  return {
    title:
      'Kolmogorov distance to the nearest semicircle, mean ± standard deviation over trials: of the whole spectrum; of its bulk, without the zeros ' +
      `that are proved and without outliers (beyond the quartiles by more than ${fence} times their distance); and of what is left without all ` +
      `|λ| ≤ ${nearZero.toExponential(0)} and without outliers, which decides nothing. Random symmetric matrices of the least order: ` +
      `${randomText(bulks)} beside the bulks; ${randomText(beyond)} beside the last column. Data: ${data}`,
    columns: [
      'spectra',
      'point',
      'decides',
      'trials',
      'P',
      'whole spectrum',
      'order of the bulk',
      'bulk',
      'nearest bulk',
      `order without |λ| ≤ ${nearZero.toExponential(0)}`,
      `without |λ| ≤ ${nearZero.toExponential(0)}`,
    ],
    rows,
  }
}

function randomText({ order, distances }: RandomDistances): string {
  const texts = [distances[Math.floor(distances.length / 2)]!, distances.at(-1)!].map((value) =>
    value.toPrecision(2),
  )
  return `order ${order}, ${distances.length} draws, median ${texts[0]}, largest ${texts[1]}`
}

function beyondText(members: readonly Compared[]): string {
  const distances = members.flatMap(({ beyond: { distance } }) => (distance === undefined ? [] : [distance]))
  return distances.length < members.length ? '–' : meanText(distances, 3)
}

export function zeroTable(compared: readonly Compared[]): EvidenceTable {
  const share = (members: readonly Compared[], count: (spectrum: Compared) => number) =>
    meanText(
      members.map((spectrum) => count(spectrum) / spectrum.eigenvalues.length),
      3,
    )
  const rows = grouped(compared).map(({ name, point, members }) => {
    const most = members.map(zeroShare)
    const least = members.map(({ inertia, eigenvalues }) => inertia.structural / eigenvalues.length)
    const outside = Math.max(...most) < nearlyHalf.low || Math.min(...least) > nearlyHalf.high
    return [
      name,
      point,
      share(members, ({ inertia }) => inertia.structural),
      meanText(members.map(zeroShare), 3),
      outside ? 'no' : members.length === 1 ? 'yes' : 'in some trial',
      share(members, ({ inertia }) => inertia.negative),
      ...tolerances.map((tau) =>
        share(members, ({ eigenvalues }) => eigenvalues.filter((value) => Math.abs(value) <= tau).length),
      ),
    ]
  })
  return {
    title:
      'Share of zero eigenvalues, mean ± standard deviation over trials: proved; at most (with those whose sign is not certain); within ±τ. ' +
      'The paper: nearly 1/2. The semicircle has no mass at 0',
    columns: [
      'spectra',
      'point',
      'proved',
      'at most',
      `within ${nearlyHalf.low} to ${nearlyHalf.high}`,
      'negative',
      ...tolerances.map((tau) => `τ = ${tau.toExponential(0)}`),
    ],
    rows,
  }
}

/** Proved or not certain to be positive or negative. */
export function zeroShare({ inertia, eigenvalues }: Spectrum): number {
  return (inertia.structural + inertia.undecided) / eigenvalues.length
}

interface Group extends Pick<Spectrum, 'name' | 'point' | 'decides'> {
  readonly members: readonly Compared[]
}

function grouped(compared: readonly Compared[]): readonly Group[] {
  const groups = new Map<string, Compared[]>()
  for (const spectrum of compared) {
    const key = JSON.stringify([spectrum.name, spectrum.point])
    groups.set(key, [...(groups.get(key) ?? []), spectrum])
  }
  return [...groups.values()].map((members) => {
    const { name, point, decides } = members[0]!
    return { name, point, decides, members }
  })
}

/** Of those that decide, the first of each kind. */
export function histograms(compared: readonly Compared[]): readonly Plot[] {
  return compared.filter(({ decides }, k) => decides && isFirst(compared, k)).map(histogramOf)
}

function histogramOf({ name, point, eigenvalues, inertia, whole, bulk, ofBulk }: Compared): Plot {
  return spectrumHistogram(
    eigenvalues,
    inertia.structural,
    [
      { name: 'nearest semicircle', fit: whole, order: eigenvalues.length },
      { name: `nearest to the bulk of ${bulk.length}`, fit: ofBulk, order: bulk.length },
    ],
    `${name}, ${point}, trial 1`,
  )
}

/** Of its name: one trial is enough to look at. */
function isFirst(compared: readonly Compared[], k: number): boolean {
  return (
    compared.findIndex(({ name, point }) => name === compared[k]!.name && point === compared[k]!.point) === k
  )
}
