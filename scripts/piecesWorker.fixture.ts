/** A worker for the test of runPieces: squares, hangs on 3, dies on 4. */
import { servePieces } from './runPieces.ts'

servePieces(async (piece) => {
  if (piece === 4) process.exit(1)
  if (piece === 3) for (;;);
  return piece * piece
})
