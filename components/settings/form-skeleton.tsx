import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';

/** The shape of a form or list in settings while it is loading. */
export function FormSkeleton({ label, rows = 5 }: { label: string; rows?: number }) {
  return (
    <SkeletonRegion label={label} className="grid max-w-[640px] gap-5">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="grid gap-1.5">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-8 w-full" />
        </div>
      ))}
    </SkeletonRegion>
  );
}
