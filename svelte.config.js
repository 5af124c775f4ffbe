import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ out: 'web/build' }),
    files: {
      appTemplate: 'web/app.html',
      assets: 'web/static',
      errorTemplate: 'web/error.html',
      hooks: { server: 'web/hooks.server.ts', client: 'web/hooks.client.ts' },
      lib: 'web/lib',
      params: 'web/params',
      routes: 'web/routes',
    },
  },
};
