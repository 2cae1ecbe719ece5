import { Table } from '../table.tsx'
import { BLUE, Drawing, Figure, INK, PAPER, type PictureProps, percent } from './figure.tsx'

export interface Bar {
  readonly label: string
  readonly value: number
  /** The agreed number, drawn as an upright line. */
  readonly limit?: number | undefined
  /** Hatched, with the reason in words: "on leave until 3 December". */
  readonly hatchedBecause?: string | undefined
}

export interface BarRowProps extends PictureProps {
  readonly bars: readonly Bar[]
  /** "open pieces of work": follows the number. */
  readonly unit: string
}

const ROW = 80

const barWords = (bar: Bar, unit: string): string =>
  [
    bar.limit === undefined ? `${bar.value} ${unit}` : `${bar.value} of ${bar.limit} ${unit}`,
    bar.hatchedBecause,
  ]
    .filter(Boolean)
    .join(', ')

/** Simple bars, one under another, each with its name and number in words. */
export function BarRow(props: BarRowProps) {
  const { id, title, sentence, bars, unit } = props
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.value, bar.limit ?? 0]))
  return (
    <Figure {...props} twin={<BarTable {...props} />}>
      <Drawing id={id} title={title} sentence={sentence} height={bars.length * ROW} className="tc-bars">
        <defs>
          <pattern
            id={`${id}-hatch`}
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="8" height="8" fill={PAPER} />
            <rect width="3" height="8" fill={BLUE} />
          </pattern>
        </defs>
        {bars.map((bar, i) => (
          <g key={bar.label}>
            <text x="0" y={i * ROW + 16} fontSize="16" fontWeight="700" fill={INK}>
              {bar.label}
            </text>
            <text x="0" y={i * ROW + 37} fontSize="16" fill={INK}>
              {barWords(bar, unit)}
            </text>
            <rect
              x="0"
              y={i * ROW + 46}
              width={percent(bar.value * 0.98, most)}
              height="18"
              fill={bar.hatchedBecause ? `url(#${id}-hatch)` : BLUE}
              stroke={BLUE}
            />
            {bar.limit !== undefined && (
              <line
                x1={percent(bar.limit * 0.98, most)}
                x2={percent(bar.limit * 0.98, most)}
                y1={i * ROW + 42}
                y2={i * ROW + 68}
                stroke={INK}
                strokeWidth="3"
              />
            )}
          </g>
        ))}
      </Drawing>
    </Figure>
  )
}

const BarTable = ({ title, bars, unit }: BarRowProps) => (
  <Table
    caption={title}
    captionHidden
    rows={bars}
    rowKey={(bar) => bar.label}
    columns={[
      { head: 'Who', cell: (bar) => bar.label, isRowName: true },
      { head: unit.slice(0, 1).toUpperCase() + unit.slice(1), cell: (bar) => bar.value, numeric: true },
      { head: 'Agreed number', cell: (bar) => bar.limit ?? 'None', numeric: true },
      { head: 'More', cell: (bar) => bar.hatchedBecause ?? 'Nothing more' },
    ]}
  />
)
