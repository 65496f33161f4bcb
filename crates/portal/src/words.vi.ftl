# The portal's messages. Vietnamese first; the English file has the same keys.

online-some-guests = { $n ->
    [1] một khách
   *[other] { $count } khách
}
online-some-members = { $n ->
    [1] một thành viên
   *[other] { $count } thành viên
}
online-both = Đang có { $guests } và { $members } đang online
online-guests = Đang có { $guests } và không thành viên đang online
online-members = Đang không có khách, có { $members } đang online
online-nobody = Đang không có khách và không có thành viên đang online

skip = Tới nội dung
demo-label = Dữ liệu minh họa
demo-notice = Dữ liệu minh họa: mọi tên người và số liệu nội bộ ở đây đều được đặt ra.
home = Trang chủ
portal-kind = Trang thông tin điện tử
nav-sections = Chuyên mục
nav-index = Mục lục
nav-place = Vị trí
figures = Số liệu
figures-lead = Mỗi con số trong bài viết đều mở ra được: cách tính, tử số, mẫu số, phạm vi, ngày tính và quy định áp dụng.
figures-none = Chưa có số liệu nào được công bố.
figures-none-hint = Khi văn phòng công bố một bài viết có số liệu, số liệu đó hiện ở đây.
topics = Chuyên đề
topic-articles = { $n ->
    [1] một bài viết
   *[other] { $count } bài viết
}
aside = Chuyên đề và lượt truy cập
now-here = Truy cập hiện tại
views-all = Số lần xem các bài viết
counting = Cách tính
front-none = Chưa có bài viết nào.
front-none-hint = Bài viết được công bố từ văn phòng sẽ hiện ở đây.
latest = Bài mới
views-of = { $n ->
   *[other] { $count } lượt xem
}
print = Bản in
print-back = Về bài viết
correction = Đính chính
turn = Bài trước và bài sau
earlier-article = Bài trước
later-article = Bài sau
editions = Các bản đã đăng
edition-number = Bản { $number }
edition-old = Đây là bản cũ của bài viết.
picture-gone = (Ảnh này đã được bỏ ở bản sau.)
edition-to-current = Xem bản đang đăng
edition-current = bản đang đăng
figure-mark = số liệu
figure-published = Số liệu đã công bố
figure-as-of = Tính đến ngày
figure-unit = Phạm vi
figure-counted = Tử số
figure-out-of = Mẫu số
figure-target = Chỉ tiêu
figure-target-at-least = từ { $rate } trở lên
figure-rule = Quy định áp dụng
figure-rule-from = có hiệu lực từ { $day }
figure-source = Nguồn
figure-definition = Định nghĩa
figure-frozen = Đã chốt trong bài viết
figure-today = Hôm nay
figure-not-computed = Chưa tính lại.
figure-scope = Theo đơn vị
figure-scope-unit = Đơn vị
figure-year = Năm
figure-rate = Tỷ lệ
figure-withheld = không nêu
figure-whole = Toàn bộ
figure-articles = Bài viết dùng số liệu này
counting-title = Cách tính số người truy cập và số lần xem
counting-online = Đang online
counting-online-text = Số khách là số trình duyệt khác nhau đã mở một trang trong năm phút gần nhất. Hai người dùng chung một địa chỉ mạng và cùng loại trình duyệt được tính là một khách. Thành viên là người đã đăng nhập văn phòng và còn hoạt động trong năm phút; trang này chỉ biết con số, không biết là ai.
counting-views = Số lần xem các bài viết
counting-views-text = Mỗi lần một người mở một bài viết, con số tăng thêm một. Con số nối tiếp số lần xem của trang cũ và không mất khi máy khởi động lại; khi mất điện đột ngột, nhiều nhất là các lượt xem của một giây cuối bị mất.
counting-privacy = Không lưu dấu vết
counting-privacy-text = Không dùng cookie. Địa chỉ mạng và tên trình duyệt chỉ được trộn thành một số ngẫu nhiên trong bộ nhớ, với khóa thay mỗi ngày và không bao giờ được ghi ra đĩa.
office = Văn phòng
withdrawn-title = Bài viết đã được rút
withdrawn-text = Lý do: { $reason }
withdrawn-notice = Bài viết đã được gỡ lúc { $at }.
failure-title = Không có trang này
failure-text = Địa chỉ có thể bị gõ sai, hoặc bài viết đã chuyển sang chỗ khác.
failure-onward = Các trang có thể có ích

pages = Các trang
page-newer = Trang trước
page-older = Trang sau
search = Tìm kiếm
search-results = Kết quả
search-label = Từ cần tìm
search-for = Tìm “{ $text }”
search-found = { $n ->
    [0] Không tìm thấy kết quả nào.
   *[other] { $count } kết quả.
}
search-meant = Đang tìm theo: “{ $text }”.
search-lacking = Kể cả bài không có từ “{ $text }”.
search-hint = Gõ có dấu hay không dấu đều được, kể cả khi quên bật bộ gõ (“tinh bieen”). Gõ đủ dấu thì kết quả đúng dấu đứng trước.
search-filling = Mục lục tìm kiếm đang được lập lại nên có thể chưa tìm thấy đủ. Xin thử lại sau ít phút.
search-none-hint = Hãy thử ít từ hơn, bỏ bớt dấu, hoặc dùng tên khác của sự việc.
search-by-relevance = Đúng nhất
search-by-date = Mới nhất
search-feed = Theo dõi bằng Atom
search-widen = (bỏ điều kiện này)
facet-section = Chuyên mục
facet-year = Năm
facet-author = Tác giả
facet-kind = Loại
kind-article = Bài viết
kind-figure = Số liệu
kind-topic = Chuyên đề
block-chosen = Bài được chọn
nav-portals = Các cổng thông tin khác
article-home = Bài của
contact-title = Liên hệ
contact-address = Địa chỉ
contact-phone = Điện thoại
contact-email = Thư điện tử
contact-hours = Giờ làm việc
contact-persons = Người liên hệ
contact-more = Người liên hệ
contact-as-of = Theo bản đăng ngày { $day }.
monitor-title = Đo lường của Nhà nước
monitor-text = Hệ thống giám sát, đo lường của Nhà nước (EMC) cũng đếm lượt xem trang này, theo mã { $code }: trình duyệt tải đoạn mã đếm từ { $host }. Trang gửi ý kiến và trang tìm kiếm không có đoạn mã này. Đoạn mã ấy có thể đặt cookie; cổng này thì không.
