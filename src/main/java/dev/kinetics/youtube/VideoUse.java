package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.VideoAddress;

/** What is done with a video's address, once it is known. */
interface VideoUse {
  /** Does it: answers a file, that the video is there, or what was wrong. */
  SectionCutter.Cut of(Clip clip, VideoAddress address) throws InterruptedException;

  /** Whether the site's servers are asked for the video itself, which they may give only later. */
  boolean asksServers();

  /** Nothing: only whether the video is there was asked. */
  VideoUse NOTHING =
      new VideoUse() {
        @Override
        public SectionCutter.Cut of(Clip clip, VideoAddress address) {
          return new SectionCutter.Cut.NotCut(address.bytes(clip.length()));
        }

        @Override
        public boolean asksServers() {
          return false;
        }
      };
}
