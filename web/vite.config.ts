import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:7373';

export default defineConfig({
  plugins: [react()],
  // The server puts the nonce of each answer in this place.
  html: { cspNonce: '__CSP_NONCE__' },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': server, '/auth': server, '/openapi.json': server } },
});
