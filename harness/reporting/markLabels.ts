/** Where the texts of marks stand so that none covers another: in lanes above the frame, or spread beside it. */

export interface MarkText {
  readonly text: string
  /** Where the mark meets the edge of the frame, in pixels. */
  readonly at: number
}

/** A text that is broken, not yet placed. */
export interface Label {
  readonly lines: readonly string[]
  readonly at: number
}

export interface LaneLabel extends Label {
  /** 0 next to the frame. */
  readonly lane: number
  readonly anchor: 'start' | 'end'
}

export interface SpreadLabel extends Label {
  readonly middle: number
}

export const lineHeight = 14
/** Between a text and what stands beside it. */
const gap = 12

/** No font is measured: 0.6 of the size is more than the mean width of a letter in the usual sans-serif fonts. */
export function textWidth(text: string, fontSize: number): number {
  return 0.6 * fontSize * [...text].length
}

/** Broken at blanks. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** A narrower column than this is not worth breaking a text into. */
const leastRoom = 110

/**
 * Above the frame: a text stands to the right of its mark's stem, broken where the picture ends, and one that has no
 * room there to the left of it.
 *
 * Each goes into the lowest lane where neither it nor its stem meets what stands there. Those to the right of their
 * stems come first, from the right, so that a stem passes no text on its way down; then the others, from the left for
 * the same reason. No text to the right reaches the stem of one to the left, so that a free lane is always found.
 */
export function inLanes(marks: readonly MarkText[], right: number, fontSize: number): LaneLabel[] {
  const sided = sidesOfStems(marks, right, fontSize)
  const placed: LaneLabel[] = []
  const starting = sided.filter(({ anchor }) => anchor === 'start')
  const ending = sided.filter(({ anchor }) => anchor === 'end').reverse()
  for (const label of [...starting, ...ending]) {
    let lane = 0
    while (placed.some((other) => inTheWay({ ...label, lane }, other, fontSize))) lane++
    placed.push({ ...label, lane })
  }
  return placed
}

/** From the right to the left. */
function sidesOfStems(
  marks: readonly MarkText[],
  right: number,
  fontSize: number,
): Omit<LaneLabel, 'lane'>[] {
  let end = right
  return [...marks]
    .sort((a, b) => b.at - a.at)
    .map(({ at, text }) => {
      const room = end - at - gap
      if (room >= Math.min(textWidth(text, fontSize), leastRoom)) {
        return { at, lines: wrapText(text, room, fontSize), anchor: 'start' }
      }
      end = at
      return { at, lines: wrapText(text, Math.max(at - gap, leastRoom), fontSize), anchor: 'end' }
    })
}

/** A text is in the way of another in its lane, and of a stem in a lane below the stem's text. */
function inTheWay(label: LaneLabel, other: LaneLabel, fontSize: number): boolean {
  const [a, b] = [extent(label, fontSize), extent(other, fontSize)]
  if (label.lane === other.lane) return a.from < b.to && b.from < a.to
  const crossed = label.lane > other.lane ? { text: b, stem: label.at } : { text: a, stem: other.at }
  return crossed.text.from < crossed.stem && crossed.stem < crossed.text.to
}

function extent(label: LaneLabel, fontSize: number): { from: number; to: number } {
  const width = labelWidth(label, fontSize) + gap
  return label.anchor === 'start'
    ? { from: label.at, to: label.at + width }
    : { from: label.at - width, to: label.at }
}

function labelWidth({ lines }: Label, fontSize: number): number {
  return Math.max(...lines.map((line) => textWidth(line, fontSize)))
}

/** From the top down, each pushed below the one before; then from the bottom up, back into the picture. */
export function spread(labels: readonly Label[], top: number, bottom: number): SpreadLabel[] {
  const placed = [...labels].sort((a, b) => a.at - b.at).map((label) => ({ ...label, middle: label.at }))
  const half = ({ lines }: Label): number => (lines.length * lineHeight) / 2 + 2
  let edge = top
  for (const label of placed) {
    label.middle = Math.max(label.middle, edge + half(label))
    edge = label.middle + half(label)
  }
  edge = bottom
  for (const label of placed.reverse()) {
    label.middle = Math.min(label.middle, edge - half(label))
    edge = label.middle - half(label)
  }
  return placed.reverse()
}
