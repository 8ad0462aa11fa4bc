import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DataSourceRef,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** The uid that grafana/provisioning/datasources/prometheus.yaml gives to Prometheus. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: 'prometheus' };

interface Series {
  expr: string;
  legend: string;
}

export interface PanelOptions {
  title: string;
  description: string;
  unit: string;
  series: readonly Series[];
  /** Columns of 24. */
  width: number;
  /** Value from which the panel turns red. */
  alarmFrom?: number;
  /** Show the newest value in the time range, though its series has ended: a new champion has no window yet. */
  keepsLast?: boolean;
}

/** Lines over time, with the last and the greatest value of each in the legend. */
export function lines(options: PanelOptions): TimeseriesBuilder {
  const legend = new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', 'max']);
  return place(new TimeseriesBuilder(), options, 8)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .lineWidth(2)
    .fillOpacity(8)
    .legend(legend)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .targets(options.series.map((each, index) => query(each, index).range()));
}

/** The value now, large; `name` shows the label in place of the number. */
export function now(options: PanelOptions & { show?: 'value' | 'name' }): StatBuilder {
  return place(new StatBuilder(), options, 4)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(options.show === 'name' ? BigValueTextMode.Name : BigValueTextMode.Auto)
    .reduceOptions(lastValue())
    .targets(currentQueries(options));
}

/** One bar a series, now. */
export function bars(options: PanelOptions): BarGaugeBuilder {
  return place(new BarGaugeBuilder(), options, 8)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .min(0)
    .reduceOptions(lastValue())
    .targets(currentQueries(options));
}

function place<Builder extends StatBuilder | TimeseriesBuilder | BarGaugeBuilder>(
  builder: Builder,
  { title, description, unit, width, alarmFrom }: PanelOptions,
  height: number,
): Builder {
  const steps = [
    { color: 'green', value: null },
    ...(alarmFrom === undefined ? [] : [{ color: 'red', value: alarmFrom }]),
  ];
  builder
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .height(height)
    .span(width)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps));
  return builder;
}

function currentQueries({ series, keepsLast }: PanelOptions): DataqueryBuilder[] {
  const queries = series.map(query);
  return queries.map((each) => (keepsLast ? each.range() : each.instant()));
}

function query({ expr, legend }: Series, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(DATASOURCE)
    .expr(expr)
    .legendFormat(legend);
}

function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
}
