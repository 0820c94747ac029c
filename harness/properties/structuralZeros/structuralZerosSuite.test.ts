import { testSuite } from '../testSuite.ts'
import { structuralZerosSuite } from './structuralZerosSuite.ts'

await testSuite(structuralZerosSuite)
