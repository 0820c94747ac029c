import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'npyjs'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { InternalError, NativeCallError } from '../errors.ts'
import { runProgram } from './program.ts'
import { reportError } from './reportError.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-mistakes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

let complained = ''
let printed = ''
beforeEach(() => {
  complained = ''
  printed = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += text
    return true
  })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.stubEnv('SADDLECHECK_PROVIDER', 'embedded')
  return () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
})

// A 2-2 network without hidden layer on three samples, P = 6.
store('X.npy', Float64Array.of(1, 2, 3, 4, 5, 6), [3, 2])
store('y.npy', Uint8Array.of(0, 1, 1), [3])
store('theta.npy', Float64Array.of(1, 2, 3, 4, 5, 6), [6])
store('y3.npy', Uint8Array.of(0, 1, 2), [3])
store('y2.npy', Uint8Array.of(0, 1), [2])
store('real.npy', Float64Array.of(0.5, 1, 1), [3])
store('theta5.npy', Float64Array.of(1, 2, 3, 4, 5), [5])
store('nanX.npy', Float64Array.of(1, 2, 3, 4, Number.NaN, 6), [3, 2])
store('nanY.npy', Float64Array.of(0, 1, Number.NaN), [3])
store('nanTheta.npy', Float64Array.of(1, 2, 3, 4, 5, Number.NaN), [6])
writeFileSync(at('text.npy'), 'not an array')

const network = ['--layers', '2,2', '--activation', 'relu', '--loss', 'cross-entropy']
const own = ['--inputs', at('X.npy'), '--targets', at('y.npy')]
const point = ['--theta', at('theta.npy')]
const right = [...network, ...own, ...point]

/** The right command line with the value of one option replaced. */
function but(flag: string, value: string): string[] {
  return right.map((word, p) => (right[p - 1] === flag ? value : word))
}

function without(flag: string): string[] {
  return right.filter((word, p) => word !== flag && right[p - 1] !== flag)
}

describe('spectrum', () => {
  it('takes the command line that the mistakes below are made in', async () => {
    expect(await run(['spectrum', ...right])).toBe(0)
    expect(complained).toBe('')
    expect(printed).toContain('order             6\n')
    store('weights.npy', Float64Array.of(1, 2, 3, 4), [4])
    expect(await run(['spectrum', ...but('--theta', at('weights.npy')), '--no-biases'])).toBe(0)
    expect(printed).toContain('2-2 relu without biases\n')
    expect(printed).toContain('order             4\n')
  })

  it.each([
    ['a width left out', but('--layers', '2,,2'), '--layers must be widths', '"2,,2"'],
    ['a broken width', but('--layers', '2,2.5,2'), '--layers must be widths', '"2,2.5,2"'],
    ['a line break', but('--layers', '2,2\n'), '--layers must be widths', '"2,2\\n"'],
    ['an unknown activation', but('--activation', 'rely'), 'linear, relu, tanh', 'got "rely"'],
    ['an unknown loss', but('--loss', 'mse'), 'one of cross-entropy, squared-error, ', 'got "mse"'],
    ['an exponent', [...right, '--samples', '1e0'], '--samples must be a whole number', '"1e0"'],
    ['a hexadecimal', [...right, '--samples', '0x1'], '--samples', '"0x1"'],
    ['no samples', [...right, '--samples', '0'], '--samples', 'at least 1, got "0"'],
    ['too many samples', [...right, '--samples', '4'], '--samples must be at most 3', 'X.npy, got 4'],
    ['a negative weight', [...right, '--l2', '-1'], '--l2', '"-1"'],
    ['NaN', [...right, '--l2', 'NaN'], '--l2', '"NaN"'],
    ['infinity', [...right, '--l2', 'Infinity'], '--l2', '"Infinity"'],
    ['an empty value', [...right, '--l2', ''], '--l2', '""'],
    ['an option for a file', [...without('--theta'), '--theta', '--l2'], '--theta must be a path', '"--l2"'],
    ['an option twice', [...right, '--loss', 'squared-error'], '--loss must be given once', 'twice'],
    ['one option equal to itself twice', [...right, '--l2', '1', '--l2=1'], '--l2 must be given once', ''],
    ['an option without a value', [...right, '--l2'], "option '--l2 <weight>' argument missing", ''],
    ['an unknown option', [...right, '--layer', '2'], "unknown option '--layer'", '(Did you mean --layers?)'],
    ['a typing error in a required option', ['--thet', 'x'], "unknown option '--thet'", '--theta'],
    ['an argument', [...right, 'extra'], 'spectrum must be followed by options only', '"extra"'],
    ['blanks between the widths', ['--layers', '2,2,', '2'], '--layers must be widths', '"2,2,"'],
    ['no layers', without('--layers'), 'spectrum must be given --layers <widths>', ''],
    ['no options', [], '--layers <widths>, --activation <name>, --loss <name>, --theta <file>', ''],
    ['no data', [...network, ...point], 'either --data or both --inputs and --targets', 'got neither'],
    ['no targets', without('--targets'), 'both --inputs and --targets', 'got --inputs alone'],
    ['no inputs', without('--inputs'), 'both --inputs and --targets', 'got --targets alone'],
    ['both kinds of data', [...right, '--data', 'mnist'], 'either --data or', 'got --data and --inputs'],
    [
      'unknown data',
      [...network, ...point, '--data', 'mnits'],
      '--data must be one of mnist, mnist-centered',
      'got "mnits"',
    ],
    [
      'layers that do not fit the data',
      [...network, ...point, '--data', 'mnist'],
      '--layers must be 784,...,10 for --data mnist',
      'got 2,2',
    ],
    ['an unknown provider', [...right, '--provider', 'cuda'], 'one of lapack, embedded', '"cuda"'],
    ['a missing file', but('--inputs', at('none.npy')), 'none.npy: expected an NPY file', 'no such file'],
    ['a file of text', but('--targets', at('text.npy')), 'text.npy: expected an NPY file', '6e6f74'],
    ['theta of another network', but('--theta', at('theta5.npy')), 'theta5.npy: ', 'got shape [5]'],
    ['inputs of another width', but('--inputs', at('theta.npy')), 'theta.npy: ', 'got shape [6]'],
    ['biases for layers without', [...right, '--no-biases'], 'theta.npy: ', 'of shape [4], got shape [6]'],
    ['no biases twice', [...right, '--no-biases', '--no-biases'], '--no-biases must be given once', 'twice'],
    ['too many layers for theta', but('--layers', '2,2,2'), 'theta.npy: ', 'of shape [12], got shape [6]'],
    ['NaN in the inputs', but('--inputs', at('nanX.npy')), 'nanX.npy: ', 'NaN at row 2, column 0'],
    ['NaN in the targets', but('--targets', at('nanY.npy')), 'nanY.npy: ', 'NaN at [2]'],
    ['NaN in theta', but('--theta', at('nanTheta.npy')), 'nanTheta.npy: ', 'NaN at [5]'],
    ['a label beyond the outputs', but('--targets', at('y3.npy')), 'y3.npy: ', 'in 0..1, got 2 at [2]'],
    ['a label too few', but('--targets', at('y2.npy')), 'y2.npy: ', 'of shape [3], got shape [2]'],
    ['a broken label', but('--targets', at('real.npy')), 'real.npy: ', 'got 0.5 at [0]'],
    [
      'a folder that is not there',
      [...right, '--out', at('no/e.npy')],
      'no/e.npy: ',
      'no such file or folder',
    ],
    [
      'results in one file',
      [...right, '--out', at('r'), '--json', at('r')],
      '--json must be another',
      '--out',
    ],
    ['a result over an input', [...right, '--hessian-out', at('X.npy')], '--hessian-out must be', '--inputs'],
  ])('refuses %s', async (_, args, what, more) => {
    await expectRefusal(['spectrum', ...args], what, more)
  })

  it('says in which file the features do not fit', async () => {
    const wider = but('--layers', '3,2').map((word) => (word === at('theta.npy') ? at('theta8.npy') : word))
    store('theta8.npy', new Float64Array(8), [8])
    await expectRefusal(['spectrum', ...wider], 'X.npy: expected inputs of shape [N, 3]', 'got shape [3, 2]')
  })

  it('takes a vector for values, not labels, where there is one output', async () => {
    store('theta3.npy', new Float64Array(3), [3])
    const options = ['--layers', '2,1', '--activation', 'relu', '--loss', 'squared-error']
    const files = ['--inputs', at('X.npy'), '--targets', at('real.npy'), '--theta', at('theta3.npy')]
    await expectRefusal(
      ['spectrum', ...options, ...files],
      'real.npy: expected values of shape [3, 1]',
      'reshape',
    )
  })

  it('reads no file before the cheap things are right', async () => {
    const missing = but('--theta', at('none.npy'))
    await expectRefusal(['spectrum', ...missing, '--out', at('no/e.npy')], 'no/e.npy: ', '')
  })

  it('prefers --provider to the environment', async () => {
    vi.stubEnv('SADDLECHECK_PROVIDER', 'cuda')
    await expectRefusal(['spectrum', ...right], 'SADDLECHECK_PROVIDER must be one of', '"cuda"')
    expect(await run(['spectrum', ...right, '--provider', 'embedded'])).toBe(0)
    vi.stubEnv('SADDLECHECK_LAPACK', 'none')
    await expectRefusal(
      ['spectrum', ...right, '--provider', 'lapack'],
      'provider lapack is not available',
      '',
    )
  })

  it('shows line breaks and terminal escapes instead of obeying them', async () => {
    const name = at('a\nb\x1b[2J\x9bc.npy')
    await expectRefusal(
      ['spectrum', ...but('--theta', name)],
      'a b\\x1b[2J\\x9bc.npy: expected',
      'no such file',
    )
  })

  it('leaves nothing behind', () => {
    expect(readdirSync(folder).filter((name) => !name.endsWith('.npy'))).toEqual([])
  })
})

describe('the other verbs', () => {
  it.each([
    [['spectum'], "unknown command 'spectum'", '(Did you mean spectrum?)'],
    [['help'], "unknown command 'help'", '--help lists'],
    [['spectrum', '--version'], "unknown option '--version'", ''],
    [['--bogus'], "unknown option '--bogus'", '--help lists'],
    [['doctor', 'now'], 'doctor must be followed by options only', '"now"'],
    [['doctor', '--fresh'], "unknown option '--fresh'", ''],
    [['verify', '--scale', 'big'], '--scale must be one of quick, paper', '"big"'],
    [['verify', '--seed', '4294967296'], '--seed must be a whole number in 0..4294967295', ''],
    [['verify', '--trials', '0'], '--trials must be a whole number of at least 1', ''],
    [['verify', '--path', 'a'], '--path must be numbers separated by colons', ''],
    [['verify', '--fresh', '--fresh'], '--fresh must be given once', ''],
    [['verify', '--report', ''], '--report must be a path', ''],
  ])('refuses %j', async (args, what, more) => {
    await expectRefusal(args, what, more)
  })
})

describe('reportError', () => {
  it('tells our bugs from the user’s mistakes', () => {
    expect(reportError(new InternalError('here', 'it broke'))).toBe(70)
    expect(complained).toBe('here: it broke; this is a bug in saddlecheck, please report it\n')
    expect(reportError(new NativeCallError('dsyevd', -5))).toBe(70)
    expect(reportError(new TypeError('x is not a function'))).toBe(70)
    expect(complained).toMatch(/please report it:\nTypeError: x is not a function\n +at /)
  })
})

async function expectRefusal(args: readonly string[], what: string, more: string): Promise<void> {
  complained = ''
  printed = ''
  expect(await run(args)).toBe(2)
  // One line of printable characters.
  expect(complained).toMatch(/^[^\p{Cc}]+\n$/u)
  expect(complained).not.toContain('error:')
  expect(complained).toContain(what)
  expect(complained).toContain(more)
  expect(printed).toBe('')
}

/** What main.ts does. */
async function run(args: readonly string[]): Promise<number> {
  try {
    return await runProgram(args)
  } catch (error) {
    return reportError(error)
  }
}

function store(name: string, array: Float64Array | Uint8Array, shape: number[]): void {
  writeFileSync(at(name), new Uint8Array(dump(array, shape)))
}
