import { Table } from '../table.tsx'
import { BLUE, Drawing, Figure, INK, linesOf, PAPER, type PictureProps, percent, QUIET } from './figure.tsx'

export interface Stop {
  readonly name: string
  /** 'passed': behind, with nothing that says it was done; drawn without a tick. */
  readonly state: 'done' | 'passed' | 'here' | 'ahead'
  /** "Planned for Thursday 26 November", "day 6". */
  readonly detail?: string | undefined
}

/** The way led back: drawn as a loop under the line, in plain ink, not as a failure. Stops count from 0. */
export interface Loop {
  readonly from: number
  readonly to: number
  readonly words: string
}

export interface StepStripProps extends PictureProps {
  readonly stops: readonly Stop[]
  readonly loop?: Loop | undefined
}

const STATE_WORDS: Record<Stop['state'], string> = {
  done: 'Done',
  passed: 'Gone by, nothing recorded',
  here: 'You are here',
  ahead: 'Ahead',
}
const LINE = 19

/** Stops on one line; where the column is narrow, the same stops one under another. */
export const StepStrip = (props: StepStripProps) => (
  <Figure {...props} twin={<StopTable {...props} />}>
    <div className="tc-strip">
      <Across {...props} id={`${props.id}-across`} />
      <Down {...props} id={`${props.id}-down`} />
    </div>
  </Figure>
)

/** The strip at board size: small marks beside the words that say the same. */
export const StepStripSmall = ({ id, title, sentence, stops, words }: StepStripSmallProps) => (
  <span className="tc-strip-small">
    <Drawing id={id} title={title} sentence={sentence} width={stops.length * 14} height={14}>
      <line x1="7" x2={stops.length * 14 - 7} y1="7" y2="7" stroke={QUIET} strokeWidth="1" />
      {stops.map((stop, i) => (
        <Mark
          key={stop.name}
          cx={i * 14 + 7}
          cy={7}
          r={stop.state === 'here' ? 5 : 4}
          state={stop.state}
          small
        />
      ))}
    </Drawing>
    <span>{words}</span>
  </span>
)

export interface StepStripSmallProps extends PictureProps {
  readonly stops: readonly Stop[]
  /** "Ready to leave, day 6". */
  readonly words: string
}

interface MarkProps {
  readonly cx: number | string
  readonly cy: number
  readonly r: number
  readonly state: Stop['state']
  readonly small?: boolean
}

function Mark({ cx, cy, r, state, small }: MarkProps) {
  if (state === 'done') {
    return (
      <>
        <circle cx={cx} cy={cy} r={r} fill={INK} />
        {!small && (
          <svg x={cx} y={cy} overflow="visible" aria-hidden="true">
            <path d="M-5 0l3.5 4L5-4" fill="none" stroke={PAPER} strokeWidth="2.5" />
          </svg>
        )}
      </>
    )
  }
  if (state === 'here') {
    return (
      <>
        <circle cx={cx} cy={cy} r={r} fill={PAPER} stroke={BLUE} strokeWidth={small ? 3 : 5} />
        {!small && <circle cx={cx} cy={cy} r={5} fill={BLUE} />}
      </>
    )
  }
  const passed = state === 'passed'
  return (
    <circle
      cx={cx}
      cy={cy}
      r={passed && !small ? r - 4 : r - 0.5}
      fill={PAPER}
      stroke={passed ? INK : QUIET}
      strokeWidth={small ? 1.5 : passed ? 3 : 2}
    />
  )
}

const wordsUnder = (
  stop: Stop,
  most: number,
): readonly { readonly text: string; readonly bold: boolean }[] => [
  ...linesOf(stop.name, most).map((text) => ({ text, bold: stop.state === 'here' })),
  ...(stop.state === 'here' ? linesOf('You are here', most).map((text) => ({ text, bold: true })) : []),
  ...linesOf(stop.detail ?? '', most)
    .filter(Boolean)
    .map((text) => ({ text, bold: false })),
]

function Across({ id, title, sentence, stops, loop }: StepStripProps) {
  const n = stops.length
  const x = (i: number) => percent(i + 0.5, n)
  const words = stops.map((stop) => wordsUnder(stop, 13))
  const under = 58 + Math.max(...words.map((lines) => lines.length)) * LINE
  return (
    <Drawing
      id={id}
      title={title}
      sentence={sentence}
      height={loop ? under + 58 : under}
      className="tc-strip__across"
    >
      {stops.slice(1).map((stop, i) => (
        <line
          key={stop.name}
          x1={x(i)}
          x2={x(i + 1)}
          y1="22"
          y2="22"
          stroke={stop.state === 'ahead' ? QUIET : INK}
          strokeWidth={stop.state === 'ahead' ? 2 : 5}
          strokeDasharray={stop.state === 'ahead' ? '3 5' : undefined}
        />
      ))}
      {stops.map((stop, i) => (
        <g key={stop.name}>
          <Mark cx={x(i)} cy={22} r={stop.state === 'here' ? 15 : 12} state={stop.state} />
          {words[i]!.map(({ text, bold }, line) => (
            <text
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              key={`${line} ${text}`}
              x={x(i)}
              y={60 + line * LINE}
              textAnchor="middle"
              fontSize="16"
              fontWeight={bold ? 700 : 400}
              fill={stop.state === 'ahead' ? QUIET : INK}
            >
              {text}
            </text>
          ))}
        </g>
      ))}
      {loop && <LoopAcross loop={loop} x={x} y={under} n={n} />}
    </Drawing>
  )
}

interface LoopProps {
  readonly loop: Loop
  readonly x: (stop: number) => string
  readonly y: number
  readonly n: number
}

function LoopAcross({ loop, x, y, n }: LoopProps) {
  const line = { stroke: INK, strokeWidth: 2 } as const
  return (
    <g>
      <line x1={x(loop.from)} x2={x(loop.from)} y1={y} y2={y + 24} {...line} />
      <line x1={x(loop.from)} x2={x(loop.to)} y1={y + 24} y2={y + 24} {...line} />
      <line x1={x(loop.to)} x2={x(loop.to)} y1={y + 24} y2={y + 4} {...line} />
      <svg x={x(loop.to)} y={y} overflow="visible" aria-hidden="true">
        <path d="M-6 8 0 0l6 8Z" fill={INK} />
      </svg>
      <text
        x={percent((loop.from + loop.to) / 2 + 0.5, n)}
        y={y + 46}
        textAnchor="middle"
        fontSize="16"
        fill={INK}
      >
        {loop.words}
      </text>
    </g>
  )
}

function Down({ id, title, sentence, stops, loop }: StepStripProps) {
  const left = loop ? 34 : 18
  const words = stops.map((stop, i) => [
    ...wordsUnder(stop, 30),
    ...(loop?.from === i ? linesOf(loop.words, 30).map((text) => ({ text, bold: false })) : []),
  ])
  const tops: number[] = []
  let height = 8
  for (const lines of words) {
    tops.push(height)
    height += Math.max(46, lines.length * LINE + 18)
  }
  const y = (i: number) => tops[i]! + 14
  return (
    <Drawing id={id} title={title} sentence={sentence} height={height} className="tc-strip__down">
      {stops.slice(1).map((stop, i) => (
        <line
          key={stop.name}
          x1={left}
          x2={left}
          y1={y(i)}
          y2={y(i + 1)}
          stroke={stop.state === 'ahead' ? QUIET : INK}
          strokeWidth={stop.state === 'ahead' ? 2 : 5}
          strokeDasharray={stop.state === 'ahead' ? '3 5' : undefined}
        />
      ))}
      {loop && (
        <g>
          <path
            d={`M${left - 16} ${y(loop.from)}H6V${y(loop.to)}H${left - 22}`}
            fill="none"
            stroke={INK}
            strokeWidth="2"
          />
          <path d={`M${left - 22} ${y(loop.to) - 6}l8 6-8 6Z`} fill={INK} />
        </g>
      )}
      {stops.map((stop, i) => (
        <g key={stop.name}>
          <Mark cx={left} cy={y(i)} r={stop.state === 'here' ? 14 : 11} state={stop.state} />
          {words[i]!.map(({ text, bold }, line) => (
            <text
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              key={`${line} ${text}`}
              x={left + 28}
              y={y(i) + 6 + line * LINE}
              fontSize="16"
              fontWeight={bold ? 700 : 400}
              fill={stop.state === 'ahead' ? QUIET : INK}
            >
              {text}
            </text>
          ))}
        </g>
      ))}
    </Drawing>
  )
}

const StopTable = ({ title, stops, loop }: StepStripProps) => (
  <>
    <Table
      caption={title}
      captionHidden
      rows={stops}
      rowKey={(stop) => stop.name}
      columns={[
        { head: 'Stop', cell: (stop) => stop.name, isRowName: true },
        { head: 'State', cell: (stop) => STATE_WORDS[stop.state] },
        { head: 'More', cell: (stop) => stop.detail ?? 'Nothing more' },
      ]}
    />
    {loop && <p>{loop.words}</p>}
  </>
)
