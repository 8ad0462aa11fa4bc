import { useState } from 'react';
import { hrefOf, PAGES, type Page, type Route } from './router.ts';
import { applyTheme, nextTheme, storedTheme, storeTheme } from './theme.ts';

const TITLES: Record<Page, string> = { loop: 'Loop', runs: 'Runs', models: 'Models', try: 'Try it' };

export function Header({
  route,
  name,
  projects,
}: {
  route: Route;
  name: string | null;
  projects: readonly { name: string; title: string }[];
}) {
  return (
    <header className="top">
      <div className="top-inner">
        <a className="brand" href={name === null ? '#/' : hrefOf(name, 'loop')}>
          <Mark />
          <span>Flywheel</span>
        </a>
        <ProjectChoice name={name} projects={projects} page={route.page} />
        <nav aria-label="Pages">
          <ul>
            {PAGES.map((page) => (
              <li key={page}>
                <a
                  href={name === null ? '#/' : hrefOf(name, page)}
                  aria-current={route.page === page ? 'page' : undefined}
                >
                  {TITLES[page]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <ThemeButton />
      </div>
    </header>
  );
}

/** A choice only where there is one; else the project's title. */
function ProjectChoice({
  name,
  projects,
  page,
}: {
  name: string | null;
  projects: readonly { name: string; title: string }[];
  page: Page;
}) {
  if (projects.length < 2) {
    const title = projects.find((project) => project.name === name)?.title ?? name;
    return <span className="project-title">{title}</span>;
  }
  return (
    <select
      className="project-title"
      aria-label="Project"
      value={name ?? ''}
      onChange={(event) => window.location.assign(hrefOf(event.target.value, page))}
    >
      {projects.map((project) => (
        <option key={project.name} value={project.name}>
          {project.title}
        </option>
      ))}
    </select>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const change = (): void => {
    const next = nextTheme[theme];
    applyTheme(next);
    storeTheme(next);
    setTheme(next);
  };
  const words = { system: 'Auto', light: 'Light', dark: 'Dark' };
  return (
    <button
      type="button"
      className="theme-button"
      aria-label={`Colours: ${words[theme]}. Change`}
      onClick={change}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="1.8" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
      <span aria-hidden="true">{words[theme]}</span>
    </button>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" className="mark">
      <g fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        <path d="M16 6a10 10 0 1 1-8.7 5" />
        <path d="M7 5.5v6h6" />
      </g>
      <circle cx="16" cy="16" r="2.6" fill="currentColor" />
    </svg>
  );
}
