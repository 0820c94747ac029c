import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  architecture,
  type Check,
  type EvidenceTable,
  forEachOf,
  type Margin,
  specify,
  withRemarks,
} from '../../harness/index.ts'
import { type PrintedNumber, printedText } from './printedTables.ts'

/**
 * The printed numbers against each other: signs partition the eigenvalues, a dimension follows from its
 * layers, a fraction from its counts, and a number printed twice is one number.
 */
interface Statement {
  readonly name: string
  readonly printed: number
  /** What the printed number has to be, by the others. */
  readonly computed: number
  /** How far rounding, or chance between two sets of trials, lets the two be apart. */
  readonly allowed: number
  /** Printed after the point; as many as the number has when absent. */
  readonly digits?: number
  /** @param printed the number as it stands there, or as a control alters it */
  readonly detail: (printed: number) => string
}

const { partitions, dimensions, repetitions, fractions, depths, fractionZero, weights } = tables

// In every trial the three counts add up to P, so their means do; each is printed rounded to an integer.
const roundingOfThreeMeans = 1.5
/** Sec. 3: "We ran 8 separate trials for all the experiments". */
const printedTrials = 8
/** Of the difference between two sets of trials; chance alone goes beyond it once in a few hundred comparisons. */
const standardErrors = 4

const sizes: readonly Statement[] = dimensions.map(({ place, layers, printed }) => {
  const { dimension } = architecture(layers, 'relu')
  const name = layers.join('-')
  return {
    name: `order of the Hessian of ${name} (${place})`,
    printed,
    computed: dimension,
    allowed: 0,
    detail: (number) => `${name} has ${dimension} parameters, printed ${number}`,
  }
})

const weightCounts: readonly Statement[] = weights.map(({ place, layers, printed, unit }) => {
  const { dimension } = architecture(layers, 'relu')
  const name = layers.join('-')
  return {
    name: `weights of ${name} (${place})`,
    printed,
    computed: dimension,
    allowed: unit / 2,
    detail: (number) => `${name} has ${dimension} weights and biases, printed about ${number}`,
  }
})

const sums: readonly Statement[] = partitions.map(({ place, order, positive, negative, zero }) => {
  const sum = positive + negative + zero
  return {
    name: `the counts add up to the order (${place})`,
    printed: order,
    computed: sum,
    allowed: roundingOfThreeMeans,
    detail: (number) => `${positive} + ${negative} + ${zero} = ${sum}, printed order ${number}`,
  }
})

const shares: readonly Statement[] = fractions.map(({ place, layers, fraction, digits }) => {
  const alike = ({ layers: other }: { readonly layers: readonly number[] }): boolean =>
    other.join() === layers.join()
  const zero = depths.find(alike)?.zero.mean ?? fractionZero.zero
  const order = dimensions.find(alike)!.printed
  const computed = zero / order
  return {
    name: `fraction of zero eigenvalues of ${layers.join('-')} (${place}; zeros and order as printed)`,
    printed: fraction,
    computed,
    digits,
    allowed: 10 ** -digits / 2 + 1 / (2 * order),
    detail: (number) => `${zero} / ${order} = ${computed.toFixed(4)}, printed ${number.toFixed(digits)}`,
  }
})

const repeats: readonly Statement[] = repetitions.map(({ place, first, second }) => ({
  name: `printed twice (${place})`,
  printed: second,
  computed: first,
  allowed: 0,
  detail: (number) => `${first} and ${number}`,
}))

/** Momentum from normal initial weights is the experiment of Tables 1 to 3, and the row "Normal" of Table 7. */
const experimentsTwice: readonly Statement[] = ['MNIST', 'CIFAR-10'].flatMap((data) => {
  const first = tables.methods.find((row) => row.data === data && row.method === 'momentum')!
  const second = tables.initializations.find((row) => row.data === data && row.initializer === 'normal')!
  const places = `${data}, momentum from normal initial weights, ${first.place}, and ${second.place}`
  return [
    sameExperiment(`zeros of ${places}`, first.zero, second.zero, 1),
    sameExperiment(`accuracy of ${places}`, first.accuracy, second.accuracy, 0.01),
  ]
})

const computable = [...sizes, ...weightCounts, ...sums, ...shares]
const all = [...computable, ...repeats, ...experimentsTwice]
const consistent = all.filter(fits)
/** More than rounding makes of a count of eigenvalues or parameters; of other numbers, more than chance between trials does. */
const raised: readonly Statement[] = consistent.map((statement) => {
  const { printed } = statement
  const isCount = sizes.includes(statement) || sums.includes(statement)
  return { ...statement, printed: isCount ? printed + 2 : Number((1.1 * printed).toPrecision(6)) }
})

const remarks = [
  'Nothing is measured here, at no point and in no trial: printed numbers are held against each other and against the layers ' +
    'that are printed beside them. What is allowed is rounding: a mean that is printed as an integer is off by half at most, ' +
    `a sum of three such means by ${roundingOfThreeMeans}; a fraction by half of its last digit; numbers of parameters by nothing.`,
  `One experiment stands in the paper twice: momentum from normal initial weights in Tables 1 to 3, and again in Table 7. If both are of the same ${printedTrials} trials they ` +
    `agree up to rounding. They are given more: as if each was of ${printedTrials} trials of its own, ${standardErrors} standard errors of their difference.`,
  'The number of parameters is that of all weights and biases. Every eigenvalue of a symmetric matrix is positive, negative or ' +
    'zero, so that three counts of one trial add up to it, and their means over the same trials do. A sum that does not has left ' +
    'eigenvalues out, or its means are over different trials; the paper does not say which.',
  'Sec. 6 counts hidden layers where Table 8 counts layers of weights: its “depth-2 and depth-3” are the table’s 3 and 4. ' +
    'The numbers here are named by their place and their layers.',
]

export default specify({
  id: 'sankar2017/arithmetic',
  statement:
    'The printed numbers agree: orders follow from layers, counts add up to them, fractions follow from counts, and what is printed twice is the same',
  source: {
    work: 'Sankar and Balasubramanian 2017',
    item: 'Tables 1, 2, 3, 5, 7 and 8, Sec. 3, 5 and 6',
    page: 7,
  },
  reported: `${dimensions.map(({ printed }) => printed.toLocaleString('en-US')).join(', ')} parameters; ${partitions.length} rows of counts; fractions ${fractions.map(({ fraction, digits }) => fraction.toFixed(digits)).join(', ')}`,
  rule:
    `every statement exactly, up to the rounding of what is printed (sums of three means: ${roundingOfThreeMeans}); an experiment that is printed twice up to ` +
    `${standardErrors} standard errors; refuted by one that fails`,
  pinned: 'refuted',
  check: withRemarks(everyStatement(all), remarks),
  controls: [
    {
      statement: `the ${consistent.length} statements that fit`,
      expected: 'holds',
      check: everyStatement(consistent),
    },
    {
      statement: 'the same with every printed count raised by 2, and every other number by a tenth',
      expected: 'refuted',
      check: everyStatement(raised),
    },
    {
      statement: 'each of these raised numbers contradicts the others',
      expected: 'holds',
      check: forEachOf({
        instances: raised,
        noun: 'raised numbers',
        name: ({ name }) => name,
        check: (statement) => ({
          error: fits(statement) ? 1 : 0,
          bound: 0,
          detail: statement.detail(statement.printed),
        }),
      }),
    },
  ],
})

/** Means and deviations, each printed to a `unit`. */
function sameExperiment(name: string, first: PrintedNumber, second: PrintedNumber, unit: number): Statement {
  const variances = [first, second].map(({ deviation = 0 }) => (deviation + unit / 2) ** 2 / printedTrials)
  const standardError = Math.sqrt(variances[0]! + variances[1]!)
  return {
    name: `printed twice (${name})`,
    printed: second.mean,
    computed: first.mean,
    allowed: standardErrors * standardError + unit,
    detail: (number) => `${printedText(first)} and ${printedText({ ...second, mean: number })}`,
  }
}

/** Rounded where subtraction leaves digits that nobody printed. */
function difference({ printed, computed }: Statement): number {
  return Number((printed - computed).toPrecision(10))
}

function fits(statement: Statement): boolean {
  return Math.abs(difference(statement)) <= statement.allowed
}

function everyStatement(list: readonly Statement[]): Check {
  const decided = forEachOf({ instances: list, noun: 'statements', name: ({ name }) => name, check: margin })
  return async (context) => ({ ...(await decided(context)), tables: statementTables(list) })
}

function margin(statement: Statement): Margin {
  return {
    error: Math.abs(difference(statement)),
    bound: statement.allowed,
    detail: statement.detail(statement.printed),
  }
}

function statementTables(list: readonly Statement[]): EvidenceTable[] {
  const isComputed = ({ name }: Statement): boolean => computable.some((other) => other.name === name)
  return [
    statementTable('What follows from other printed numbers', 'computed', list.filter(isComputed)),
    statementTable(
      'What is printed twice',
      'printed first',
      list.filter((one) => !isComputed(one)),
    ),
  ]
}

function statementTable(title: string, against: string, list: readonly Statement[]): EvidenceTable {
  return {
    title,
    columns: ['statement', 'printed', against, 'off by', 'allowed', 'fits'],
    rows: list.map((statement) => {
      const { name, printed, computed, allowed, digits } = statement
      const off = Math.abs(difference(statement))
      return [
        name,
        digits === undefined ? String(printed) : printed.toFixed(digits),
        numberText(computed),
        numberText(off),
        numberText(allowed),
        fits(statement) ? 'yes' : 'no',
      ]
    }),
  }
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return value < 1 ? value.toPrecision(3) : value.toFixed(2)
}
