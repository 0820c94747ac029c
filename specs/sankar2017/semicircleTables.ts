/** Spectra beside the semicircle: distances, shares of zero eigenvalues, histograms. */
import type { EvidenceTable, Plot } from '../../harness/index.ts'
import { meanText } from './printedTables.ts'
import type { Compared, Spectrum } from './semicircleDistances.ts'
import { spectrumHistogram } from './spectrumHistogram.ts'

/** "Nearly 1/2", generously. */
const nearlyHalf = { low: 0.4, high: 0.6 }
const tolerances = [1e-10, 1e-8, 1e-6, 1e-4]

export function distanceTable(
  compared: readonly Compared[],
  order: number,
  random: readonly number[],
  data: string,
): EvidenceTable {
  const rows = grouped(compared).map(({ name, point, decides, members }) => [
    name,
    point,
    decides ? 'yes' : 'no',
    members.length,
    members[0]!.eigenvalues.length,
    meanText(
      members.map(({ wholeDistance }) => wholeDistance),
      3,
    ),
    meanText(members.map(({ bulk }) => bulk.length)),
    meanText(
      members.map(({ bulkDistance }) => bulkDistance),
      3,
    ),
    Math.min(...members.map(({ bulkDistance }) => bulkDistance)).toFixed(3),
  ])
  const texts = [random[Math.floor(random.length / 2)]!, random.at(-1)!].map((value) => value.toPrecision(2))
  return {
    title:
      `Kolmogorov distance to the nearest semicircle, mean ± standard deviation over trials. ${random.length} random ` +
      `symmetric matrices of order ${order}: median ${texts[0]}, largest ${texts[1]}. ${data}`,
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
    ],
    rows,
  }
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
      outside ? 'not in any trial' : 'in some trial',
      share(members, ({ inertia }) => inertia.negative),
      ...tolerances.map((tau) =>
        share(members, ({ eigenvalues }) => eigenvalues.filter((value) => Math.abs(value) <= tau).length),
      ),
    ]
  })
  return {
    title:
      'Share of zero eigenvalues: proved, at most (sign not certain), within ±τ; the paper: nearly 1/2, where the semicircle has no mass at 0',
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

function histogramOf({ name, point, eigenvalues, inertia }: Compared): Plot {
  return spectrumHistogram(eigenvalues, inertia.structural, `${name}, ${point}, first trial`)
}

/** Of its name: one trial is enough to look at. */
function isFirst(compared: readonly Compared[], k: number): boolean {
  return (
    compared.findIndex(({ name, point }) => name === compared[k]!.name && point === compared[k]!.point) === k
  )
}
