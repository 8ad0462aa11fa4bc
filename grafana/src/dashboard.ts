import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { driftPanels } from './drift.ts';
import { learningPanels } from './learning.ts';
import { DATASOURCE } from './panels.ts';
import { performancePanels } from './performance.ts';
import { processPanels } from './processes.ts';
import { servingPanels } from './serving.ts';
import { summaryPanels } from './summary.ts';

const ROWS = [
  { title: 'Serving', panels: servingPanels },
  { title: 'Performance on outcomes', panels: performancePanels },
  { title: 'Drift', panels: driftPanels },
  { title: 'Continual learning', panels: learningPanels },
  { title: 'Processes', panels: processPanels },
];

/** The one dashboard: the loop of one project from traffic to retraining. */
export function createDashboard(): Dashboard {
  const builder = new DashboardBuilder('Flywheel: the loop')
    .uid('flywheel')
    .description('Serving, performance, drift and retraining of one project. Source: grafana/src.')
    .tags(['flywheel'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('10s')
    .time({ from: 'now-30m', to: 'now' })
    .timezone('browser')
    .withVariable(variable('project', 'Project', 'label_values(flywheel_predictions_total, project)'))
    .withVariable(
      variable('version', 'Version', 'label_values(flywheel_drift_psi{project="$project"}, version)')
        .multi(true)
        .includeAll(true)
        .allValue('.*'),
    )
    .annotation(
      new AnnotationQueryBuilder()
        .name('Champion changes')
        .datasource(DATASOURCE)
        .enable(true)
        .iconColor('purple')
        .expr('flywheel_model_info{project="$project"} unless flywheel_model_info offset 30s')
        .step('10s')
        .titleFormat('version {{version}} is champion'),
    );
  let id = 0;
  for (const panel of summaryPanels) builder.withPanel(panel.id(++id));
  for (const { title, panels } of ROWS) {
    builder.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) builder.withPanel(panel.id(++id));
  }
  return builder.build();
}

function variable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NumericalDesc);
}
