import './zod-without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTheme, storedTheme } from './theme.ts';
import './styles/theme.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/loop.css';
import './styles/try.css';

applyTheme(storedTheme());

const root = document.getElementById('root');
if (!root) throw new Error('index.html lost its element #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
