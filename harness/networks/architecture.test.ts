import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { architecture, architectureName } from './architecture.ts'

describe('architecture', () => {
  it.each([
    [[784, 25, 10], 19885],
    [[256, 25, 10], 6685],
    [[784, 25, 25, 10], 20535],
    [[784, 25, 25, 25, 10], 21185],
    [[784, 10, 784], 16474],
    [[16, 8, 16, 16], 552],
    [[16, 12, 8, 10], 398],
  ])('of %j has %d parameters', (layers, parameters) => {
    expect(architecture(layers, 'relu').dimension).toBe(parameters)
  })

  it('puts layer after layer, weights [fanIn, fanOut] and then the bias', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 6 })
    assertProperty(
      fc.property(widths, (layers) => {
        const { blocks, dimension, layers: kept } = architecture(layers, 'tanh')
        expect(kept).toEqual(layers)
        expect(blocks.length).toBe(layers.length - 1)
        // Σ_{j<k} (d_j + 1)·d_{j+1} parameters stand before layer k.
        const placeOf = (k: number): number =>
          layers.slice(0, k).reduce((sum, width, j) => sum + (width + 1) * layers[j + 1]!, 0)
        blocks.forEach((block, k) => {
          const [fanIn, fanOut] = [layers[k]!, layers[k + 1]!]
          expect(block).toEqual({ fanIn, fanOut, weights: placeOf(k), bias: placeOf(k) + fanIn * fanOut })
        })
        expect(dimension).toBe(placeOf(layers.length - 1))
      }),
    )
  })

  it('leaves the biases out when there are none: the weights then follow each other', () => {
    const shape = architecture([2, 3, 1], 'tanh', { biases: false })
    expect(shape).toMatchObject({ biases: false, dimension: 9 })
    expect(shape.blocks).toEqual([
      { fanIn: 2, fanOut: 3, weights: 0, bias: 6 },
      { fanIn: 3, fanOut: 1, weights: 6, bias: 9 },
    ])
    // Frye et al. 2020: 32-32-4-2 without biases.
    expect(architecture([32, 32, 4, 2], 'swish', { biases: false }).dimension).toBe(1160)
    expect(architecture([2, 3, 1], 'tanh').biases).toBe(true)
  })

  it('keeps a copy of the widths', () => {
    const layers = [3, 2]
    const shape = architecture(layers, 'tanh')
    layers[0] = 7
    expect(shape.layers).toEqual([3, 2])
  })

  it('has a name', () => {
    expect(architectureName(architecture([784, 25, 10], 'relu'))).toBe('784-25-10 relu')
    const bare = architecture([784, 25, 10], 'relu', { biases: false })
    expect(architectureName(bare)).toBe('784-25-10 relu without biases')
  })

  it('refuses what is no network', () => {
    for (const layers of [
      [],
      [3],
      [3, 0],
      [3, 2.5, 1],
      [Number.NaN, 1],
      [-1, 1],
      [3, Number.POSITIVE_INFINITY],
    ])
      expect(() => architecture(layers, 'relu')).toThrow(ArgumentError)
    expect(() => architecture([3, -2, 1], 'relu')).toThrow('layers[1] must be a positive integer, got -2')
    expect(() => architecture([3, 1], 'step')).toThrow(ArgumentError)
  })
})
