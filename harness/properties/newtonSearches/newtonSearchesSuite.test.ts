import { testSuite } from '../testSuite.ts'
import { newtonSearchesSuite } from './newtonSearchesSuite.ts'

await testSuite(newtonSearchesSuite)
