import { isProblem } from './problem';

/** Hand a file to the person: it is saved under a name, and nothing leaves the device. */
export function keep(file: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** How a package is asked for: it comes as a file. */
export const AS_FILE = { parseAs: 'blob', throwOnError: true } as const;

/** Save a package that is on its way; one that broke off says that it may be tried again. */
export async function keepPackage(asked: Promise<{ data: unknown }>) {
  try {
    keep((await asked).data as Blob, 'my-data.zip.age');
  } catch (error) {
    throw isProblem(error) ? error : { code: 'package.broken', status: 0, title: '' };
  }
}
