/** The scoreboard as Markdown: one table of solvers, one of solvers against laws. */
import { markdownTable } from 'markdown-table'
import { defaultLimits } from './killableSolver.ts'
import type { AbsentRow, MeasuredRow, Scoreboard, ScoreboardRow, SmallestFailure } from './scoreboard.ts'

const words: Readonly<Record<string, string>> = { outOfMemory: 'out of memory', notAsked: 'not asked' }

export function renderScoreboard(board: Scoreboard): string {
  const { laws, rows, matrices, largestOrder, node, platform, command, mode } = board
  const measured = rows.filter((row) => row.status === 'measured')
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Symmetric eigensolvers reachable from npm',
    `${measured.length} solvers held to ${laws.length} laws on ${matrices} matrices of order 1 to ${largestOrder}, nearly all with eigenvalues known before anything is computed. A solver is any \`(A) → {values, vectors}\`; each runs in a process that is killed when it does not answer.${mode === 'smoke' ? ' **A smoke run: few matrices, two solvers.**' : ''}`,
    markdownTable([
      [
        'solver',
        'version',
        'laws kept',
        'matrices good',
        'failed by',
        'smallest failing matrix',
        'time',
        'note',
      ],
      ...rows.map((row) => solverCells(row, board)),
    ]),
    `Not finite: a NaN, or a complex number for a symmetric matrix. Hung: no answer within ${defaultLimits.cpuMs / 1000} s of CPU time; after ${defaultLimits.hangs} such matrices a solver is not asked any more.`,
    'A matrix is good when every law about numbers is kept on it. Limits are those of LAPACK’s test programme: residual, orthogonality and eigenvalue error below 60 n·ulp·‖A‖. Time is CPU time as a multiple of the first solver’s in the same run (embedded), over the matrices that both answered, each asked cold and twice; it is no benchmark.',
    '## On how many matrices each law is kept',
    markdownTable([
      ['law', ...measured.map(({ name }) => name)],
      ...laws.map(({ name, matrices: of }, k) => [
        name,
        ...measured.map(({ keptOn }) => (keptOn[k] === of ? `all ${of}` : `${keptOn[k]} of ${of}`)),
      ]),
    ]),
    `Regenerate: \`${command}\` (this one: node ${node}, ${platform})`,
    '',
  ].join('\n\n')
}

function solverCells(row: ScoreboardRow, board: Scoreboard): string[] {
  return row.status === 'absent' ? absentCells(row) : measuredCells(row, board)
}

function absentCells({ name, reason, note = '' }: AbsentRow): string[] {
  return [name, `absent: ${oneLine(reason)}`, '', '', '', '', '', oneLine(note)]
}

function measuredCells(row: MeasuredRow, { laws, matrices }: Scoreboard): string[] {
  const {
    name,
    routine,
    version,
    lawsKept,
    matricesGood,
    faults,
    smallestFailure,
    timeRatio,
    note = '',
  } = row
  return [
    `${name} \`${routine}\``,
    version,
    `${lawsKept} of ${laws.length}`,
    `${matricesGood} of ${matrices}`,
    faults.map(({ kind, matrices: count }) => `${words[kind] ?? kind} ${count}`).join(', '),
    smallestFailure === undefined ? '' : failureCell(smallestFailure),
    timeRatio === undefined ? '' : timeRatio.toPrecision(2),
    oneLine(note),
  ]
}

function failureCell({ name, order, rows, what }: SmallestFailure): string {
  const matrix = rows === undefined ? `order ${order}` : `\`[${rows.map((row) => `[${row}]`).join(', ')}]\``
  return oneLine(`${what.startsWith(name) ? what : `${name}: ${what}`}; ${matrix}`)
}

function oneLine(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}
