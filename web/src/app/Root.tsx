import { Outlet } from '@tanstack/react-router';
import { Leaving } from './Leaving';

/** Around every page, signed in or not. */
export function Root() {
  return (
    <>
      <Outlet />
      <Leaving />
    </>
  );
}
