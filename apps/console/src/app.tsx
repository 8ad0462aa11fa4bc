import { useEffect, useRef, type RefObject } from 'react';
import { usePoll } from './api/use-poll.ts';
import { overviewQuestion, projectsQuestion } from './api/questions.ts';
import { Header } from './header.tsx';
import { LoopPage } from './pages/loop/loop-page.tsx';
import { ModelsPage } from './pages/models/models-page.tsx';
import { RunsPage } from './pages/runs/runs-page.tsx';
import { TryPage } from './pages/try/try-page.tsx';
import { AnnouncerProvider } from './parts/announcer.tsx';
import { Empty, FailureNote, Loading } from './parts/state-notes.tsx';
import { ProjectContext } from './project-context.ts';
import type { Route } from './router.ts';
import { useRoute } from './use-route.ts';

const PROJECTS_MS = 15_000;
const OVERVIEW_MS = 2000;

/** The frame around every page, and the choice of the page by the address. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const projects = usePoll(projectsQuestion(), PROJECTS_MS);
  const name = route.project ?? projects.data?.projects[0]?.name ?? null;
  const overview = usePoll(name === null ? null : overviewQuestion(name), OVERVIEW_MS);

  useFocusOnArrival(main, route);

  return (
    <AnnouncerProvider>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Header route={route} name={name} projects={projects.data?.projects ?? []} />
      <main ref={main} tabIndex={-1}>
        {name === null ? (
          <NoProject projects={projects} />
        ) : (
          <ProjectContext value={{ name, overview }}>
            <PageOf key={name} route={route} />
          </ProjectContext>
        )}
      </main>
    </AnnouncerProvider>
  );
}

/** After each change of page, but not at the first one, reading starts at its heading. */
function useFocusOnArrival(main: RefObject<HTMLElement | null>, { project, page, id }: Route): void {
  const address = JSON.stringify([project, page, id]);
  const last = useRef(address);
  useEffect(() => {
    if (last.current === address) return;
    last.current = address;
    main.current?.querySelector('h1')?.focus();
    window.scrollTo(0, 0);
  }, [address, main]);
}

function PageOf({ route }: { route: Route }) {
  switch (route.page) {
    case 'loop':
      return <LoopPage />;
    case 'runs':
      return <RunsPage runId={route.id} />;
    case 'models':
      return <ModelsPage version={route.id} />;
    case 'try':
      return <TryPage />;
  }
}

function NoProject({ projects }: { projects: ReturnType<typeof usePoll<unknown>> }) {
  if (projects.failure) return <FailureNote failure={projects.failure} />;
  if (projects.data === null) return <Loading />;
  return <Empty>There is no project yet. Declare one in projects/ and start again.</Empty>;
}
