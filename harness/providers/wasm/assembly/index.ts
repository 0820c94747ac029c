/** Everything that the host can call. */
export { addMatrixProduct, productScratch } from './gemm'
export { heapBase } from './heap'
export { ldltFactor, ldltPanel } from './ldlt'
export { ldltReorder } from './ldltExchange'
export { ldltProductNorm, triangleNorm } from './ldltNorms'
export { ldltPack, ldltSubtract, ldltSubtractTriangle } from './ldltUpdate'
export {
  networkAddOuter,
  networkAddSparseOuter,
  networkDirectionalForward,
  networkForward,
  networkRowProducts,
  networkSparseForward,
} from './network'
export { reflectorProducts, reflectVectors } from './reflectVectors'
export { rotateRows } from './rotateRows'
export { countRounds, trapLast } from './selfTest'
export { tridiagonalizePanel } from './tridiagonalize'
