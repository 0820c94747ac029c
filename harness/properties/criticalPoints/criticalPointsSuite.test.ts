import { testSuite } from '../testSuite.ts'
import { criticalPointsSuite } from './criticalPointsSuite.ts'

await testSuite(criticalPointsSuite)
