import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { architecture, forEachOf, type Margin, specify, withRemarks } from '../../harness/index.ts'

/**
 * The printed numbers against each other: signs partition the eigenvalues, a dimension follows from its
 * layers, and a number printed twice is one number.
 */
interface Statement {
  readonly name: string
  readonly difference: number
  readonly bound: number
  readonly detail: string
}

const { partitions, dimensions, repetitions } = tables

// In every trial the three counts add up to P, so their means do; each is printed rounded to an integer.
const roundingOfThreeMeans = 1.5

const sums: Statement[] = partitions.map(({ place, order, positive, negative, zero }) => ({
  name: `the counts add up to the order (${place})`,
  difference: positive + negative + zero - order,
  bound: roundingOfThreeMeans,
  detail: `${positive} + ${negative} + ${zero} = ${positive + negative + zero}, printed order ${order}`,
}))

const sizes: Statement[] = dimensions.map(({ place, layers, printed }) => {
  const { dimension } = architecture(layers, 'relu')
  const detail = `${layers.join('-')} has ${dimension} parameters, printed ${printed}`
  return {
    name: `the order follows from the layers (${place})`,
    difference: printed - dimension,
    bound: 0,
    detail,
  }
})

const repeats: Statement[] = repetitions.map(({ place, first, second }) => ({
  name: `printed twice alike (${place})`,
  difference: second - first,
  bound: 0,
  detail: `${first} and ${second}`,
}))

const all = [...sizes, ...sums, ...repeats]
const consistent = all.filter(isKept)

const remarks = [
  'Nothing is measured here, at no point and in no trial: printed numbers are held against each other and against the layers ' +
    'that are printed beside them. The error bar is that of rounding: a mean that is printed as an integer is off by half at most, ' +
    `a sum of three such means by ${roundingOfThreeMeans}; numbers of parameters have none.`,
  `What does not fit: ${all
    .filter((statement) => !isKept(statement))
    .map(({ name, detail }) => `${name}: ${detail}`)
    .join('; ')}.`,
  'The number of parameters is that of all weights and biases. Every eigenvalue of a symmetric matrix is positive, negative or ' +
    'zero, so that three counts of one trial add up to it, and their means over the same trials do. A sum that does not has left ' +
    'eigenvalues out, or its means are over different trials; the paper does not say which.',
]

export default specify({
  id: 'sankar2017/arithmetic',
  statement: 'The printed dimensions follow from the printed layers, and the printed counts add up to them',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 1, 2, 3, 5 and 7, Sec. 5 and 6' },
  reported: '19,885, 6,685, 6,695, 20,525 and 21,150 parameters; eight rows of counts',
  rule: 'every statement exactly, but sums of three rounded means within 1.5; refuted by one that fails',
  pinned: 'refuted',
  check: withRemarks(forEachOf({ instances: all, name: ({ name }) => name, check: margin }), remarks),
  controls: [
    {
      statement: `the ${consistent.length} statements that agree with themselves`,
      expected: 'holds',
      check: forEachOf({ instances: consistent, name: ({ name }) => name, check: margin }),
    },
    {
      statement: 'the same with every printed number two too large',
      expected: 'refuted',
      check: forEachOf({ instances: consistent, name: ({ name }) => name, check: (s) => margin(raised(s)) }),
    },
  ],
})

function isKept({ difference, bound }: Statement): boolean {
  return Math.abs(difference) <= bound
}

function margin({ difference, bound, detail }: Statement): Margin {
  return { error: Math.abs(difference), bound, detail }
}

function raised(statement: Statement): Statement {
  return { ...statement, difference: statement.difference + 2 }
}
