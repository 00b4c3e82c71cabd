"""Lets the real yt-dlp take YouTube's addresses and ask a site on the loopback interface instead.

The site's address stands in the environment variable KINETICS_TEST_SITE. It answers /watch/ID with
an object of JSON: either what the extractor returns (title, duration, formats; id where it is not
the one asked for) or
{"error": MESSAGE, "expected": true | false}, which is raised as the real extractor raises it.
Either may have "warnings", which are reported before. An HTTP status that is an error is left to yt-dlp, so that its own message is seen.
"""

import json
import os
import re

from yt_dlp.extractor.youtube import YoutubeIE
from yt_dlp.utils import ExtractorError


class LoopbackYoutubeIE(YoutubeIE, plugin_name='loopback'):
    # Ids of other lengths than YouTube's 11 characters are let through, as lists hold them too.
    _VALID_URL = r'https?://(?:www\.)?youtube\.com/watch\?v=(?P<id>[\w-]+)'

    @classmethod
    def suitable(cls, url):
        return re.match(cls._VALID_URL, url) is not None

    def _real_extract(self, url):
        video_id = re.match(self._VALID_URL, url).group('id')
        site = os.environ['KINETICS_TEST_SITE']
        page = self._download_webpage(f'{site}/watch/{video_id}', video_id)
        try:
            answer = json.loads(page)
        except ValueError:
            raise ExtractorError('Unable to extract yt initial data', video_id=video_id)
        for warning in answer.pop('warnings', []):
            self.report_warning(warning)
        if 'error' in answer:
            raise ExtractorError(answer['error'], expected=answer['expected'], video_id=video_id)
        return {'id': video_id, **answer, 'webpage_url': url}
