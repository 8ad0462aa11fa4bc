import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Relative addresses, so that the page works under any path; the registry serves `dist` at `/`. */
export default defineConfig({
  base: './',
  plugins: [react()],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    // `vite` for work on the console: everything but the page itself comes from a running registry.
    proxy: { '/api': 'http://127.0.0.1:5050', '/services': 'http://127.0.0.1:5050' },
  },
});
