import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [sveltekit()],
  // The content policy lets in what we serve, not what stands inside a style sheet: small fonts stay files.
  build: { assetsInlineLimit: 0 },
  // The stores' drivers load native code and read their own files at run time: never bundle them.
  ssr: { external: ['@clickhouse/client', 'chdb', 'bullmq', 'pg', 'pino', 'socket.io', 'prom-client'] },
});
