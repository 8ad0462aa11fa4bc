import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { applyTheme, storedTheme } from './theme.ts';
import './styles/theme.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/loop.css';
import './styles/try.css';

// The page's content security policy forbids compiling code from text, which zod would try.
z.config({ jitless: true });
applyTheme(storedTheme());

const root = document.getElementById('root');
if (!root) throw new Error('index.html lost its element #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
