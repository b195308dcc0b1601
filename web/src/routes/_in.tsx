import { createFileRoute, redirect } from '@tanstack/react-router';
import { showMeOptions } from '@/api/@tanstack/react-query.gen';
import { Shell } from '@/app/Shell';
import { problemOf } from '@/lib/problem';

export const Route = createFileRoute('/_in')({
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(showMeOptions());
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      const next = location.href === '/start' ? undefined : location.href;
      throw redirect({ to: '/sign-in', search: { next } });
    }
  },
  component: Shell,
});
